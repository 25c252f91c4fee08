//! For supervisors: the facets below this one, and code that was written a moment ago.
//!
//! A module that uses this is only started where it was granted. All that starts, stops, calls or
//! deletes is a commit point: what was written before it is kept, whatever comes after.
//!
//! ```ignore
//! let digest = supervisor::load(&wasm)?;
//! supervisor::start("app", &Options::new(&digest).fuel_per_event(100_000_000))?;
//! supervisor::forward("app") // a Response: the facet's own
//! ```

use crate::encoding::{read, read_text, texts};
use crate::error::{check, Result};
use crate::http::{request_head, Reply, Response};
use crate::imports;
use crate::text::json;

/// How a facet is to be started. What is not set is the namespace's, or none.
pub struct Options {
    members: String,
    env: Vec<String>,
    capabilities: Vec<String>,
    limits: Vec<String>,
}

impl Options {
    /// A module by its name, or by the `sha256:…` that [`load`] gives.
    pub fn new(module: &str) -> Options {
        Options {
            members: format!("\"module\": {}", json(module)),
            env: Vec::new(),
            capabilities: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// What the facet reads with [`info::props`](crate::info::props).
    pub fn props(self, props: &str) -> Options {
        self.member("props", &json(props))
    }

    /// One more variable of its environment.
    pub fn env(mut self, key: &str, value: &str) -> Options {
        self.env.push(format!("{}: {}", json(key), json(value)));
        self
    }

    /// An import module that is granted, such as `supervisor_facets`.
    pub fn capability(mut self, name: &str) -> Options {
        self.capabilities.push(json(name));
        self
    }

    pub fn fuel_per_event(self, units: u64) -> Options {
        self.limit("fuelPerEvent", units)
    }

    pub fn memory_bytes(self, bytes: u64) -> Options {
        self.limit("memoryBytes", bytes)
    }

    pub fn storage_bytes(self, bytes: u64) -> Options {
        self.limit("storageBytes", bytes)
    }

    pub fn subrequests(self, count: u64) -> Options {
        self.limit("subrequests", count)
    }

    /// Any other option, its value as JSON: `("outbound", "{\"via\": \"gateway\"}")`.
    pub fn member(mut self, name: &str, value: &str) -> Options {
        self.members.push_str(&format!(", {}: {}", json(name), value));
        self
    }

    fn limit(mut self, name: &str, value: u64) -> Options {
        self.limits.push(format!("{}: {}", json(name), value));
        self
    }

    fn json(&self) -> String {
        format!(
            "{{{}, \"env\": {{{}}}, \"capabilities\": [{}], \"limits\": {{{}}}}}",
            self.members,
            self.env.join(", "),
            self.capabilities.join(", "),
            self.limits.join(", ")
        )
    }
}

/// Whether the facet is started.
pub fn is_running(name: &str) -> Result<bool> {
    check(unsafe { imports::facets_running(name.as_ptr(), name.len()) }).map(|running| running == 1)
}

/// Starts a facet. One that is started is left as it is: to change its code, [`abort`] it first.
pub fn start(name: &str, options: &Options) -> Result<()> {
    let options = options.json();
    check(unsafe {
        imports::facets_start(name.as_ptr(), name.len(), options.as_ptr(), options.len())
    })
    .map(drop)
}

/// Leaves this request to the facet, once this event has committed and its turn is over: a facet
/// that is busy does not hold up its supervisor. What is given is not a reply, but its place.
pub fn forward(name: &str) -> Result<Response> {
    check(unsafe { imports::facets_forward(name.as_ptr(), name.len()) })?;
    Ok(Response::left_to_another())
}

/// Sends a request to a facet.
pub fn fetch(
    name: &str,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Reply> {
    let head = request_head(method, url, headers);
    Reply::of(unsafe {
        imports::facets_fetch(
            name.as_ptr(),
            name.len(),
            head.as_ptr(),
            head.len(),
            body.as_ptr(),
            body.len(),
        )
    })
}

/// Calls a facet's `call`: what it replied.
pub fn call(name: &str, method: &str, payload: &[u8]) -> Result<Reply> {
    Reply::of(unsafe {
        imports::facets_call(
            name.as_ptr(),
            name.len(),
            method.as_ptr(),
            method.len(),
            payload.as_ptr(),
            payload.len(),
        )
    })
}

/// Stops a facet and all below it; the data stays.
pub fn abort(name: &str, reason: &str) -> Result<()> {
    check(unsafe {
        imports::facets_abort(name.as_ptr(), name.len(), reason.as_ptr(), reason.len())
    })
    .map(drop)
}

/// Deletes a facet and all below it, with their data.
pub fn delete(name: &str) -> Result<()> {
    check(unsafe { imports::facets_delete(name.as_ptr(), name.len()) }).map(drop)
}

/// Copies the data of a facet and all below it over another.
pub fn clone(source: &str, target: &str) -> Result<()> {
    check(unsafe {
        imports::facets_clone(source.as_ptr(), source.len(), target.as_ptr(), target.len())
    })
    .map(drop)
}

/// The names of the facets directly below this one.
pub fn list() -> Result<Vec<String>> {
    texts(&read(|out, cap| unsafe { imports::facets_list(out, cap) })?)
}

/// What a facet used since it was made, or since `since`, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub events: u64,
    /// Those of the events that failed.
    pub failures: u64,
    pub fuel: u64,
    pub sql_steps: u64,
    pub rows_read: u64,
    pub rows_written: u64,
    /// What the facet stores now.
    pub stored_bytes: u64,
    pub bytes_in: u64,
    pub bytes_out: u64,
    pub since: u64,
}

pub fn usage(name: &str) -> Result<Usage> {
    let json = usage_json(name)?;
    let number = |member| number_in(&json, member);
    Ok(Usage {
        events: number("events"),
        failures: number("failures"),
        fuel: number("fuel"),
        sql_steps: number("sqlSteps"),
        rows_read: number("rowsRead"),
        rows_written: number("rowsWritten"),
        stored_bytes: number("storedBytes"),
        bytes_in: number("bytesIn"),
        bytes_out: number("bytesOut"),
        since: number("since"),
    })
}

/// The same as the host gives it: compact JSON of integers.
pub fn usage_json(name: &str) -> Result<String> {
    read_text(|out, cap| unsafe { imports::facets_usage(name.as_ptr(), name.len(), out, cap) })
}

/// A member of a flat JSON object of integers; 0 where there is none.
fn number_in(json: &str, member: &str) -> u64 {
    let key = format!("\"{}\":", member);
    let value = json.find(&key).map_or("", |at| &json[at + key.len()..]);
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().unwrap_or(0)
}

/// Compiles a module: its `sha256:…`.
pub fn load(wasm: &[u8]) -> Result<String> {
    read_text(|out, cap| unsafe { imports::loader_load(wasm.as_ptr(), wasm.len(), out, cap) })
}

/// The `sha256:…` that a module's name means now.
pub fn resolve(name: &str) -> Result<String> {
    read_text(|out, cap| unsafe { imports::loader_resolve(name.as_ptr(), name.len(), out, cap) })
}

/// Runs a module for one request, in a fresh instance without storage, and forgets it.
pub fn run_once(
    module: &str,
    options: &Options,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Reply> {
    let options = options.json();
    let head = request_head(method, url, headers);
    Reply::of(unsafe {
        imports::loader_fetch(
            module.as_ptr(),
            module.len(),
            options.as_ptr(),
            options.len(),
            head.as_ptr(),
            head.len(),
            body.as_ptr(),
            body.len(),
        )
    })
}
