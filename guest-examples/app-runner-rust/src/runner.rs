//! The facet that the app is: what it is started with, and how one version follows another.

use crate::versions::{self, Version};
use lapidary::supervisor::{self, Options};
use lapidary::{info, Code, Response, Result};

const APP: &str = "app";
/// A copy of the app's data, on which a new version is tried.
const TRIAL: &str = "trial";

/// About a fifth of a second of one core.
const FUEL_PER_EVENT: u64 = 200_000_000;
const MEMORY_BYTES: u64 = 32 << 20;
const STORAGE_BYTES: u64 = 64 << 20;

/// What every app is given: no way out, no facets of its own, no env of ours.
fn options(digest: &str) -> Result<Options> {
    let fuel = info::env("FUEL_PER_EVENT")?.and_then(|text| text.parse().ok());
    Ok(Options::new(digest)
        .fuel_per_event(fuel.unwrap_or(FUEL_PER_EVENT))
        .memory_bytes(MEMORY_BYTES)
        .storage_bytes(STORAGE_BYTES)
        .subrequests(0))
}

pub fn is_running() -> Result<bool> {
    supervisor::is_running(APP)
}

/// Starts what is to run, if it does not; false if nothing is.
pub fn ensure_running() -> Result<bool> {
    if is_running()? {
        return Ok(true);
    }
    match versions::current()? {
        None => Ok(false),
        Some(version) => start(&version).map(|_| true),
    }
}

/// Stops the version that runs and starts this one, on the same data.
pub fn replace(version: &Version) -> Result<()> {
    supervisor::abort(APP, "another version takes over")?;
    start(version)
}

fn start(version: &Version) -> Result<()> {
    match supervisor::start(APP, &options(&version.digest)?) {
        Err(error) if error.code == Code::NotFound => {
            supervisor::load(&versions::wasm(version.number)?)?;
            supervisor::start(APP, &options(&version.digest)?)
        }
        result => result,
    }
}

pub fn forward() -> Result<Response> {
    supervisor::forward(APP)
}

pub fn delete() -> Result<()> {
    supervisor::delete(APP)
}

/// What goes wrong when the code gets a request on a copy of the app's data.
pub fn check(digest: &str, path: &str) -> Result<Option<String>> {
    supervisor::clone(APP, TRIAL)?;
    let hint = try_out(digest, path);
    supervisor::delete(TRIAL)?;
    hint
}

fn try_out(digest: &str, path: &str) -> Result<Option<String>> {
    if let Err(error) = supervisor::start(TRIAL, &options(digest)?) {
        return Ok(Some(error.text));
    }
    let url = format!("http://{}{}", TRIAL, path);
    match supervisor::fetch(TRIAL, "GET", &url, &[], &[]) {
        Err(error) => Ok(Some(format!("GET {}: {}", path, error.text))),
        Ok(reply) if reply.status()? >= 500 => {
            Ok(Some(format!("GET {}: status {}", path, reply.status()?)))
        }
        Ok(_) => Ok(None),
    }
}
