//! For supervisors: the facets below this one, and code that was written a moment ago.
//!
//! A module that uses this is only started where it was granted.

use crate::encoding::{read, read_text, texts};
use crate::error::{check, Result};
use crate::http::{request_head, Reply};
use crate::imports;

/// Whether the facet is started.
pub fn is_running(name: &str) -> Result<bool> {
    check(unsafe { imports::facets_running(name.as_ptr(), name.len()) }).map(|running| running == 1)
}

/// Starts a facet; `options` are JSON, as the contract has them. A started one is left as it is.
pub fn start(name: &str, options: &str) -> Result<()> {
    check(unsafe {
        imports::facets_start(name.as_ptr(), name.len(), options.as_ptr(), options.len())
    })
    .map(drop)
}

/// Leaves this request to the facet, when the event has committed.
pub fn forward(name: &str) -> Result<()> {
    check(unsafe { imports::facets_forward(name.as_ptr(), name.len()) }).map(drop)
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

/// What a facet used, as JSON.
pub fn usage(name: &str) -> Result<String> {
    read_text(|out, cap| unsafe { imports::facets_usage(name.as_ptr(), name.len(), out, cap) })
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
    options: &str,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Reply> {
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
