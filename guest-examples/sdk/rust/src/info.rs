//! Who this facet is, what it was given, and what it has left.

use crate::encoding::{read, read_text};
use crate::error::{check, Code, Result};
use crate::imports;

pub fn abi_version() -> i32 {
    unsafe { imports::info_abi_version() }
}

pub fn namespace() -> Result<String> {
    read_text(|out, cap| unsafe { imports::info_namespace(out, cap) })
}

pub fn object_name() -> Result<String> {
    read_text(|out, cap| unsafe { imports::info_object_name(out, cap) })
}

pub fn object_id() -> Result<String> {
    read_text(|out, cap| unsafe { imports::info_object_id(out, cap) })
}

/// `/` for the root, `/a/b` below.
pub fn facet_path() -> Result<String> {
    read_text(|out, cap| unsafe { imports::info_facet_path(out, cap) })
}

/// The bytes that the supervisor gave at the start.
pub fn props() -> Result<Vec<u8>> {
    read(|out, cap| unsafe { imports::info_props(out, cap) })
}

/// A variable of the facet's environment.
pub fn env(key: &str) -> Result<Option<String>> {
    match read_text(|out, cap| unsafe { imports::info_env(key.as_ptr(), key.len(), out, cap) }) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What this event may still burn.
pub fn fuel_left() -> i64 {
    unsafe { imports::info_fuel_left() }
}

/// Deletes all data, keys and the alarm of this facet, when the event commits.
pub fn delete_all() -> Result<()> {
    check(unsafe { imports::info_delete_all() }).map(drop)
}

/// The event's start, in milliseconds since 1970. It stands still during the event.
pub fn now_ms() -> i64 {
    let mut nanos = 0;
    unsafe { imports::wasi_clock_time_get(0, 1, &mut nanos) };
    nanos / 1_000_000
}

/// Fills the bytes with randomness, fit for secrets.
pub fn random(bytes: &mut [u8]) {
    unsafe { imports::wasi_random_get(bytes.as_mut_ptr(), bytes.len()) };
}
