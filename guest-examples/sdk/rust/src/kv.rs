//! Keys and values: in the same database and the same transaction as SQL, but out of its sight.

use crate::encoding::read;
use crate::error::{check, Code, Result};
use crate::imports;
use crate::sql::Rows;

pub fn get(key: impl AsRef<[u8]>) -> Result<Option<Vec<u8>>> {
    let key = key.as_ref();
    match read(|out, cap| unsafe { imports::kv_get(key.as_ptr(), key.len(), out, cap) }) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub fn put(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<()> {
    let (key, value) = (key.as_ref(), value.as_ref());
    check(unsafe { imports::kv_put(key.as_ptr(), key.len(), value.as_ptr(), value.len()) })
        .map(drop)
}

/// Whether the key was there.
pub fn delete(key: impl AsRef<[u8]>) -> Result<bool> {
    let key = key.as_ref();
    check(unsafe { imports::kv_delete(key.as_ptr(), key.len()) }).map(|deleted| deleted == 1)
}

/// Which entries to list, in the order of their keys' bytes. What is empty or 0 does not restrict.
#[derive(Default)]
pub struct Range<'a> {
    pub prefix: &'a [u8],
    /// Inclusive.
    pub start: &'a [u8],
    /// Exclusive.
    pub end: &'a [u8],
    pub limit: u32,
    pub reverse: bool,
}

/// Rows with the columns key and value.
pub fn list(range: &Range<'_>) -> Result<Rows> {
    let Range { prefix, start, end, limit, reverse } = *range;
    Rows::of(unsafe {
        imports::kv_list(
            prefix.as_ptr(),
            prefix.len(),
            start.as_ptr(),
            start.len(),
            end.as_ptr(),
            end.len(),
            limit as i32,
            reverse.into(),
        )
    })
}
