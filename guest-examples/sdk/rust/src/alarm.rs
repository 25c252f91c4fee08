//! One alarm for each facet, stored with its data. Times are milliseconds since 1970.

use crate::error::{check, Result};
use crate::imports;

/// Sets the alarm, in place of the one there may be.
pub fn set(at_ms: i64) -> Result<()> {
    check(unsafe { imports::alarm_set(at_ms) }).map(drop)
}

/// When it is due, if it is set.
pub fn get() -> Option<i64> {
    let at_ms = unsafe { imports::alarm_get() };
    (at_ms >= 0).then(|| at_ms)
}

pub fn clear() -> Result<()> {
    check(unsafe { imports::alarm_clear() }).map(drop)
}

/// Inside the event `alarm`: when it should have been.
pub fn scheduled_at() -> i64 {
    unsafe { imports::alarm_scheduled_at() }
}

/// Inside the event `alarm`: how many attempts failed before this one.
pub fn retry_count() -> i32 {
    unsafe { imports::alarm_retry_count() }
}
