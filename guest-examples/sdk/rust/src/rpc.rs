//! Inside the event `call`: a call from the supervisor.

use crate::encoding::{read, read_text};
use crate::error::{check, Result};
use crate::imports;

pub fn method() -> Result<String> {
    read_text(|out, cap| unsafe { imports::rpc_method(out, cap) })
}

pub fn payload() -> Result<Vec<u8>> {
    read(|out, cap| unsafe { imports::rpc_payload(out, cap) })
}

pub fn reply(bytes: &[u8]) -> Result<()> {
    check(unsafe { imports::rpc_reply(bytes.as_ptr(), bytes.len()) }).map(drop)
}

/// Answers with a failure; the caller sees its text.
pub fn fail(message: &str) -> Result<()> {
    check(unsafe { imports::rpc_fail(message.as_ptr(), message.len()) }).map(drop)
}
