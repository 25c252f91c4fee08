//! Reaches the parts of the SDK that no example does. The same as sdk.ts and sdk.c.

use lapidary::supervisor::{self, Options};
use lapidary::{flush, info, kv, rpc, Reply, Request, Response, Result, Stream};

lapidary::on!(fetch => serve);
lapidary::on!(call => answer);

fn answer() -> Result<()> {
    match rpc::method()?.as_str() {
        "echo" => rpc::reply(&rpc::payload()?),
        other => rpc::fail(&format!("no method {}", other)),
    }
}

fn serve(request: Request) -> Result<Response> {
    let path: Vec<&str> = request.path().split('/').collect();
    let body = request.body(1 << 20)?;
    let (first, second) = (arg(&path, 2), arg(&path, 3));
    let answer = match path[1] {
        "forward" => return supervisor::forward(first),
        "props" => Ok(props()?),
        "start" => supervisor::start(first, &options(second)).map(|_| "started".to_string()),
        "running" => supervisor::is_running(first).map(|running| running.to_string()),
        "call" => supervisor::call(first, second, &body).and_then(text),
        "fetch" => supervisor::fetch(first, "GET", &format!("http://x/{}", second), &[], &body)
            .and_then(text),
        "abort" => supervisor::abort(first, "a test").map(|_| "aborted".to_string()),
        "delete" => supervisor::delete(first).map(|_| "deleted".to_string()),
        "clone" => supervisor::clone(first, second).map(|_| "cloned".to_string()),
        "list" => supervisor::list().map(|names| names.join(" ")),
        "usage" => supervisor::usage(first).map(|usage| usage.events.to_string()),
        "load" => supervisor::load(&body),
        "resolve" => supervisor::resolve(first),
        "once" => {
            let options = basics(first);
            supervisor::run_once(first, &options, "GET", "http://x/", &[], &[]).and_then(text)
        }
        "flush" => return in_two(),
        "detach" => {
            kv::put("stream", Stream::detach()?.0.to_le_bytes())?;
            return Ok(Response::text(200, "first "));
        }
        "write" => stream()?.write(&body).map(|_| "written".to_string()),
        "close" => stream()?.close().map(|_| "closed".to_string()),
        _ => Ok("no such operation".to_string()),
    };
    Ok(Response::text(200, answer.unwrap_or_else(|error| format!("! {}", error.text))))
}

fn arg<'a>(path: &[&'a str], index: usize) -> &'a str {
    path.get(index).copied().unwrap_or("")
}

fn options(module: &str) -> Options {
    basics(module).capability("supervisor_facets").capability("supervisor_loader")
}

fn basics(module: &str) -> Options {
    Options::new(module)
        .props("\"p\"")
        .env("WHO", "me")
        .fuel_per_event(500_000_000)
        .memory_bytes(8 << 20)
        .storage_bytes(8 << 20)
        .subrequests(1)
}

fn props() -> Result<String> {
    let props = String::from_utf8_lossy(&info::props()?).into_owned();
    Ok(format!("{} {}", props, info::env("WHO")?.unwrap_or_default()))
}

fn text(reply: Reply) -> Result<String> {
    Ok(format!("{} {}", reply.status()?, String::from_utf8_lossy(&reply.body(1 << 20)?)))
}

fn in_two() -> Result<Response> {
    Response::text(200, "one ").send()?;
    flush()?;
    Ok(Response::continued("two"))
}

fn stream() -> Result<Stream> {
    let mut id = [0; 8];
    id.copy_from_slice(&kv::get("stream")?.unwrap_or_default());
    Ok(Stream(i64::from_le_bytes(id)))
}
