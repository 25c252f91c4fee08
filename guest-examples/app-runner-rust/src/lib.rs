//! An app runner: a supervisor that takes freshly compiled Wasm over HTTP and runs it as a facet
//! of its object, with limits, a pace and a bill. Each object is an app.
//!
//! Paths below `/_/` are for the app's owner; everything else is forwarded to the app.

mod bill;
mod owner;
mod pace;
mod runner;
mod versions;

use lapidary::{Request, Response, Result};

lapidary::on!(init => versions::create_tables);
lapidary::on!(fetch => serve);

fn serve(request: Request) -> Result<Response> {
    match request.path().strip_prefix("/_/") {
        Some(path) => owner::serve(&request, path),
        None => visit(),
    }
}

/// A visitor's request: not read here, but left to the app, which the supervisor does not wait for.
fn visit() -> Result<Response> {
    if let Some(seconds) = pace::wait() {
        return Ok(Response::text(429, "too many requests for this app\n")
            .header("retry-after", &seconds.to_string()));
    }
    if bill::is_credit_used_up()? {
        return Ok(Response::text(402, "this app has used up its credit\n"));
    }
    if !runner::ensure_running()? {
        return Ok(Response::text(404, "there is no app here yet: PUT its Wasm to _/code\n"));
    }
    runner::forward()
}
