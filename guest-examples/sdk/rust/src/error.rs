use crate::encoding::text_of;
use crate::imports;
use std::fmt;

/// What kind of failure a host function answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    NotFound,
    /// A bad argument, handle, encoding or state.
    Invalid,
    TooSmall,
    /// SQLite refused; the text ends with its code names.
    Sql,
    /// Policy.
    Denied,
    /// A published limit.
    Limit,
    /// The callee was aborted or deleted.
    Aborted,
    /// The callee failed.
    Failed,
    /// Busy, overloaded, timed out; may be retried.
    Unavailable,
    Closed,
    /// Of a host newer than this crate.
    Other(i32),
}

impl Code {
    fn of(result: i32) -> Code {
        match result {
            -1 => Code::NotFound,
            -2 => Code::Invalid,
            -3 => Code::TooSmall,
            -4 => Code::Sql,
            -5 => Code::Denied,
            -6 => Code::Limit,
            -7 => Code::Aborted,
            -8 => Code::Failed,
            -9 => Code::Unavailable,
            -10 => Code::Closed,
            other => Code::Other(other),
        }
    }
}

/// A failure, with its text on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub code: Code,
    pub text: String,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub fn new(code: Code, text: impl Into<String>) -> Error {
        Error { code, text: text.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.text)
    }
}

impl std::error::Error for Error {}

/// The result of a host function, or the error that it is.
pub(crate) fn check(result: i32) -> Result<usize> {
    if result >= 0 {
        return Ok(result as usize);
    }
    Err(Error { code: Code::of(result), text: last_error() })
}

pub(crate) fn check_i64(result: i64) -> Result<i64> {
    if result >= 0 {
        return Ok(result);
    }
    Err(Error { code: Code::of(result as i32), text: last_error() })
}

fn last_error() -> String {
    let size = unsafe { imports::info_last_error(std::ptr::null_mut(), 0) };
    let mut text = vec![0; size.max(0) as usize];
    unsafe { imports::info_last_error(text.as_mut_ptr(), text.len()) };
    text_of(text)
}
