//! What an app's owner does: upload, look, go back, pay, delete.

use crate::versions::{self, Version};
use crate::{bill, runner};
use lapidary::text::json;
use lapidary::{info, Code, Error, Request, Response, Result};

/// The code is kept in one row, which has 2 MiB.
const WASM_BYTES_MAX: usize = 2_000_000;

pub fn serve(request: &Request, path: &str) -> Result<Response> {
    if !may(request)? {
        return Ok(refuse(403, "the header deploy-key is missing or wrong"));
    }
    match (request.method(), path) {
        ("GET", "") => show(200),
        ("DELETE", "") => delete(),
        ("PUT", "code") => deploy(request),
        ("POST", "rollback") => roll_back(request),
        ("GET", "bill") => Ok(Response::json(200, bill::total()?.json()?)),
        (_, "") => Ok(Response::not_allowed("GET, DELETE")),
        (_, "code") => Ok(Response::not_allowed("PUT")),
        (_, "rollback") => Ok(Response::not_allowed("POST")),
        (_, "bill") => Ok(Response::not_allowed("GET")),
        _ => Ok(refuse(404, "there are _/, _/code, _/rollback and _/bill")),
    }
}

fn refuse(status: u16, hint: &str) -> Response {
    Response::json(status, format!("{{\"error\": {}}}\n", json(hint)))
}

/// Whoever knows the key in the namespace's env; everybody if there is none.
fn may(request: &Request) -> Result<bool> {
    let key = info::env("DEPLOY_KEY")?.unwrap_or_default();
    let given = request.header("deploy-key").unwrap_or("");
    Ok(key.is_empty() || is_equal(key.as_bytes(), given.as_bytes()))
}

/// Takes as long for a key that is nearly right as for one that is not.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (x, y)| sum | (x ^ y)) == 0
}

/// Compiles what was sent, tries it with `?check=/path`, and lets it take over.
fn deploy(request: &Request) -> Result<Response> {
    let wasm = match request.body(WASM_BYTES_MAX) {
        Err(error) if error.code == Code::Limit => {
            return Ok(refuse(413, "a module has 2 000 000 bytes at most"));
        }
        body => body?,
    };
    let digest = match lapidary::supervisor::load(&wasm) {
        Err(error) => return refusal(error),
        Ok(digest) => digest,
    };
    if let Some(path) = request.query_fields().get("check") {
        if !path.starts_with('/') {
            return Ok(refuse(400, "“check” is a path, such as /"));
        }
        if let Some(hint) = runner::check(&digest, path)? {
            return Ok(refuse(422, &hint));
        }
    }
    let before = versions::current()?;
    let version = versions::add(&digest, &wasm)?;
    take_over(&version, before)
}

/// `?to=` a version, or the one before the one that runs.
fn roll_back(request: &Request) -> Result<Response> {
    let before = versions::current()?;
    let wanted = match (request.query_fields().get("to"), &before) {
        (Some(number), _) => number.parse().unwrap_or(0),
        (None, Some(version)) => version.number - 1,
        (None, None) => 0,
    };
    match versions::find(wanted)? {
        None => Ok(refuse(404, "there is no such version")),
        Some(version) => take_over(&version, before),
    }
}

/// Stops what runs and starts the version, on the same data. What it is to be is written first:
/// should this event end midway, the next visitor's request starts it.
fn take_over(version: &Version, before: Option<Version>) -> Result<Response> {
    versions::set_current(version.number)?;
    match runner::replace(version) {
        Ok(()) => show(201),
        Err(error) => {
            match before {
                Some(before) => {
                    versions::set_current(before.number)?;
                    runner::replace(&before)?;
                }
                None => versions::clear()?,
            }
            refusal(error)
        }
    }
}

/// What the host said of a module, for the one who sent it.
fn refusal(error: Error) -> Result<Response> {
    match error.code {
        Code::Invalid | Code::Denied | Code::Limit => Ok(refuse(422, &error.text)),
        Code::Unavailable => Ok(refuse(503, &error.text).header("retry-after", "5")),
        _ => Err(error),
    }
}

/// The app and all its data; what it used until now stays on the bill. That nothing is to run is
/// written first, so that no visitor starts it anew if this event ends midway.
fn delete() -> Result<Response> {
    versions::set_current(0)?;
    bill::keep()?;
    runner::delete()?;
    versions::clear()?;
    show(200)
}

fn show(status: u16) -> Result<Response> {
    let current = versions::current()?.map_or(0, |version| version.number);
    let versions: Vec<String> = versions::list()?.iter().map(as_json).collect();
    Ok(Response::json(
        status,
        format!(
            "{{\"app\": {}, \"current\": {}, \"running\": {}, \"versions\": [{}]}}\n",
            json(&info::object_name()?),
            current,
            runner::is_running()?,
            versions.join(", ")
        ),
    ))
}

fn as_json(version: &Version) -> String {
    format!(
        "{{\"number\": {}, \"digest\": {}, \"bytes\": {}}}",
        version.number,
        json(&version.digest),
        version.size
    )
}
