//! How many requests an app gets: `REQUESTS_PER_SECOND`, ten seconds' worth at once.
//!
//! The bucket is in memory, so that a request costs no write. A supervisor that slept had ten
//! seconds without a request, in which the bucket is full again: nothing is lost with it.

use lapidary::info;
use std::cell::Cell;

const REQUESTS_PER_SECOND: i64 = 20;
const BURST_SECONDS: i64 = 10;

/// A thousandth of a request: what comes back in a millisecond, at one per second.
type Millis = i64;

thread_local! {
    /// When it was looked at, in milliseconds since 1970, and what was in it.
    static BUCKET: Cell<Option<(i64, Millis)>> = Cell::new(None);
}

/// Takes one request; if there is none, how many seconds to wait for it.
pub fn wait() -> Option<i64> {
    let rate = rate();
    let full = rate * BURST_SECONDS * 1_000;
    let now = info::now_ms();
    let (then, left) = BUCKET.with(Cell::get).unwrap_or((now, full));
    let filled = full.min(left + (now - then).max(0) * rate);
    if filled < 1_000 {
        BUCKET.with(|bucket| bucket.set(Some((now, filled))));
        return Some((1_000 - filled + rate * 1_000 - 1) / (rate * 1_000));
    }
    BUCKET.with(|bucket| bucket.set(Some((now, filled - 1_000))));
    None
}

fn rate() -> i64 {
    let given = info::env("REQUESTS_PER_SECOND").ok().flatten();
    given.and_then(|text| text.parse().ok()).filter(|rate| *rate > 0).unwrap_or(REQUESTS_PER_SECOND)
}
