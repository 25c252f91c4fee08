//! This facet's own SQLite database.
//!
//! ```ignore
//! sql::execute("INSERT INTO person (name, age) VALUES (?, ?)", &values![name, 37])?;
//! for row in sql::query("SELECT name, age FROM person", &[])? {
//!     let row = row?;
//!     let (name, age): (String, i64) = (row.get(0)?, row.get(1)?);
//! }
//! ```

use crate::encoding::{put_item, read, text_of, texts, Reader};
use crate::error::{check, check_i64, Code, Error, Result};
use crate::imports;

/// A value as SQLite keeps it. Nothing is lost: an `i64` stays one.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// Arguments for a statement: `&values![id, "text", 1.5, None::<i64>]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        [$($crate::sql::Value::from($value)),*]
    };
}

macro_rules! value_from {
    ($($type:ty => $variant:ident),*) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$variant(value.into())
            }
        })*
    };
}

value_from! {
    i64 => Integer, i32 => Integer, u32 => Integer, bool => Integer, f64 => Real,
    &str => Text, String => Text, &String => Text, &[u8] => Blob, Vec<u8> => Blob
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl Value {
    /// What SQLite's `typeof` says.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Integer(_) => "integer",
            Value::Real(_) => "real",
            Value::Text(_) => "text",
            Value::Blob(_) => "blob",
        }
    }

    fn encode(&self, values: &mut Vec<u8>) {
        match self {
            Value::Null => values.push(0),
            Value::Integer(number) => {
                values.push(1);
                values.extend_from_slice(&number.to_le_bytes());
            }
            Value::Real(number) => {
                values.push(2);
                values.extend_from_slice(&number.to_le_bytes());
            }
            Value::Text(text) => {
                values.push(3);
                put_item(values, text.as_bytes());
            }
            Value::Blob(bytes) => {
                values.push(4);
                put_item(values, bytes);
            }
        }
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Value> {
        match reader.take(1)?[0] {
            0 => Ok(Value::Null),
            1 => Ok(Value::Integer(i64::from_le_bytes(reader.eight()?))),
            2 => Ok(Value::Real(f64::from_le_bytes(reader.eight()?))),
            3 => Ok(Value::Text(text_of(reader.item()?.to_vec()))),
            4 => Ok(Value::Blob(reader.item()?.to_vec())),
            tag => Err(Error::new(Code::Invalid, format!("no value has the tag {}", tag))),
        }
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// The value, or none if it is of another type.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($type:ty { $($pattern:pat => $result:expr),* })*) => {
        $(impl FromValue for $type {
            fn from_value(value: &Value) -> Option<$type> {
                match value {
                    $($pattern => Some($result),)*
                    _ => None,
                }
            }
        })*
    };
}

from_value! {
    i64 { Value::Integer(number) => *number }
    f64 { Value::Real(number) => *number, Value::Integer(number) => *number as f64 }
    String { Value::Text(text) => text.clone() }
    Vec<u8> { Value::Blob(bytes) => bytes.clone(), Value::Text(text) => text.clone().into_bytes() }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row, its values in the order of the columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The column at `index`, from 0; `Invalid` if it is not there or of another type.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        let value = self.0.get(index);
        value.and_then(T::from_value).ok_or_else(|| {
            let found = value.map_or("missing", Value::type_name);
            Error::new(Code::Invalid, format!("column {} is {}", index, found))
        })
    }
}

/// The rows of a statement, read from the host by the page. Closed when dropped.
pub struct Rows {
    cursor: i32,
    column_count: usize,
    page: Vec<u8>,
    read: usize,
}

const PAGE_BYTES: usize = 4096;

impl Rows {
    pub(crate) fn of(result: i32) -> Result<Rows> {
        let cursor = check(result)? as i32;
        let mut rows = Rows { cursor, column_count: 0, page: Vec::new(), read: 0 };
        rows.column_count = rows.columns()?.len();
        Ok(rows)
    }

    pub fn columns(&self) -> Result<Vec<String>> {
        texts(&read(|out, cap| unsafe { imports::sql_columns(self.cursor, out, cap) })?)
    }

    pub fn rows_read(&self) -> Result<i64> {
        check_i64(unsafe { imports::sql_rows_read(self.cursor) })
    }

    pub fn rows_written(&self) -> Result<i64> {
        check_i64(unsafe { imports::sql_rows_written(self.cursor) })
    }

    fn next_row(&mut self) -> Result<Option<Row>> {
        if self.read == self.page.len() {
            self.next_page()?;
        }
        if self.page.is_empty() {
            return Ok(None);
        }
        let mut reader = Reader(&self.page[self.read..]);
        let mut values = Vec::with_capacity(self.column_count);
        for _ in 0..self.column_count {
            values.push(Value::decode(&mut reader)?);
        }
        self.read = self.page.len() - reader.0.len();
        Ok(Some(Row(values)))
    }

    fn next_page(&mut self) -> Result<()> {
        self.page.resize(PAGE_BYTES, 0);
        let mut size = self.fill_page();
        if matches!(&size, Err(error) if error.code == Code::TooSmall) {
            let row_size = check(unsafe { imports::sql_row_size(self.cursor) })?;
            self.page.resize(row_size, 0);
            size = self.fill_page();
        }
        self.read = 0;
        self.page.truncate(*size.as_ref().unwrap_or(&0));
        size.map(drop)
    }

    fn fill_page(&mut self) -> Result<usize> {
        let page = &mut self.page;
        check(unsafe { imports::sql_next(self.cursor, page.as_mut_ptr(), page.len()) })
    }
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        self.next_row().transpose()
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        unsafe { imports::sql_close(self.cursor) };
    }
}

/// Runs every statement of the text. The values bind to the last one; the rows are its rows.
pub fn query(sql: &str, args: &[Value]) -> Result<Rows> {
    let mut values = Vec::new();
    for arg in args {
        arg.encode(&mut values);
    }
    Rows::of(unsafe { imports::sql_exec(sql.as_ptr(), sql.len(), values.as_ptr(), values.len()) })
}

/// Runs statements for their effect: how many rows the last one changed.
pub fn execute(sql: &str, args: &[Value]) -> Result<i64> {
    query(sql, args)?.rows_written()
}

/// The first row, if there is one.
pub fn query_row(sql: &str, args: &[Value]) -> Result<Option<Row>> {
    query(sql, args)?.next_row()
}

/// Runs something whose writes are kept together, or not at all if it answers with an error.
pub fn atomically<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    check(unsafe { imports::sql_begin() })?;
    let result = work();
    let end = match result {
        Ok(_) => check(unsafe { imports::sql_commit() }),
        Err(_) => check(unsafe { imports::sql_rollback() }),
    };
    result.and_then(|value| end.map(|_| value))
}

/// Bytes that the database uses.
pub fn database_size() -> Result<i64> {
    check_i64(unsafe { imports::sql_database_size() })
}
