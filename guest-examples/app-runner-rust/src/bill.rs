//! What the app costs. The host counts; the price list is ours.

use lapidary::sql;
use lapidary::supervisor::{self, Usage};
use lapidary::{info, values, Code, Result};

const APP: &str = "app";

// In millionths of the currency.
const PRICE_PER_GIGA_FUEL: u64 = 20_000;
const PRICE_PER_MIB_OUT: u64 = 50;
const PRICE_PER_MIB_STORED: u64 = 20;

const KEEP: &str = "
    INSERT OR REPLACE INTO used (life, events, fuel, bytes_out)
    SELECT life, ?, ?, ? FROM app";

const SELECT_KEPT: &str = "
    SELECT coalesce(sum(events), 0), coalesce(sum(fuel), 0), coalesce(sum(bytes_out), 0)
      FROM used
     WHERE life < (SELECT life FROM app)";

/// Of all lives of the app: those that were deleted, and the one that it has.
pub struct Bill {
    events: u64,
    fuel: u64,
    bytes_out: u64,
    failures: u64,
    stored_bytes: u64,
}

pub fn total() -> Result<Bill> {
    let now = used()?;
    let kept = sql::query_row(SELECT_KEPT, &[])?.expect("sums are one row");
    Ok(Bill {
        events: now.events + kept.get::<i64>(0)? as u64,
        fuel: now.fuel + kept.get::<i64>(1)? as u64,
        bytes_out: now.bytes_out + kept.get::<i64>(2)? as u64,
        failures: now.failures,
        stored_bytes: now.stored_bytes,
    })
}

/// Nothing where there is no facet.
fn used() -> Result<Usage> {
    match supervisor::usage(APP) {
        Err(error) if error.code == Code::NotFound => Ok(Usage::default()),
        result => result,
    }
}

/// Writes down what the app used, since it is about to be deleted. Once for each life, so that
/// nothing counts twice if the deletion fails and is asked for again.
pub fn keep() -> Result<()> {
    let used = used()?;
    let values = values![used.events as i64, used.fuel as i64, used.bytes_out as i64];
    sql::execute(KEEP, &values).map(drop)
}

/// Whether the app burned all of `FUEL_CREDIT`, where there is one.
pub fn is_credit_used_up() -> Result<bool> {
    match info::env("FUEL_CREDIT")?.and_then(|text| text.parse::<u64>().ok()) {
        None => Ok(false),
        Some(credit) => Ok(total()?.fuel >= credit),
    }
}

impl Bill {
    fn price(&self) -> u64 {
        self.fuel / 1_000 * PRICE_PER_GIGA_FUEL / 1_000_000
            + self.bytes_out * PRICE_PER_MIB_OUT / (1 << 20)
            + self.stored_bytes * PRICE_PER_MIB_STORED / (1 << 20)
    }

    pub fn json(&self) -> Result<String> {
        Ok(format!(
            "{{\"events\": {}, \"failures\": {}, \"fuel\": {}, \"bytesOut\": {}, \
             \"storedBytes\": {}, \"millionths\": {}}}\n",
            self.events,
            self.failures,
            self.fuel,
            self.bytes_out,
            self.stored_bytes,
            self.price()
        ))
    }
}
