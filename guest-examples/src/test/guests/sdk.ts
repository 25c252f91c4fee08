/** Reaches the parts of the SDK that no example does. The same as sdk.rs and sdk.c. */
import {
  Code,
  Reply,
  Request,
  Response,
  Result,
  Stream,
  flush,
  info,
  kv,
  lastError,
  rpc,
  run,
  serve,
  supervisor,
} from "lapidary-as";

export function call(): void {
  run(() => {
    if (rpc.method() == "echo") rpc.reply(rpc.payload());
    else rpc.fail(`no method ${rpc.method()}`);
  });
}

export function fetch(): void {
  serve(route);
}

function route(request: Request): Response {
  const path = request.path.split("/");
  const body = request.tryBytes(1 << 20).value;
  const operation = path[1];
  const first = path.length > 2 ? path[2] : "";
  const second = path.length > 3 ? path[3] : "";
  if (operation == "forward") return supervisor.forward(first);
  if (operation == "flush") return inTwo();
  if (operation == "detach") return detach();
  return Response.text(200, answer(operation, first, second, body));
}

function answer(operation: string, first: string, second: string, body: ArrayBuffer): string {
  if (operation == "props") {
    const who = info.env("WHO");
    return String.UTF8.decode(info.props()) + " " + (who == null ? "" : who);
  }
  if (operation == "start") return done(supervisor.start(first, options(second)), "started");
  if (operation == "running") return supervisor.isRunning(first) ? "true" : "false";
  if (operation == "call") return text(supervisor.tryCall(first, second, body));
  if (operation == "fetch") {
    return text(supervisor.tryFetch(first, "GET", `http://x/${second}`, [], body));
  }
  if (operation == "abort") {
    supervisor.abortFacet(first, "a test");
    return "aborted";
  }
  if (operation == "delete") {
    supervisor.remove(first);
    return "deleted";
  }
  if (operation == "clone") {
    supervisor.clone(first, second);
    return "cloned";
  }
  if (operation == "list") return supervisor.list().join(" ");
  if (operation == "usage") return supervisor.usage(first).events.toString();
  if (operation == "load") return valueOf(supervisor.tryLoad(body));
  if (operation == "resolve") return valueOf(supervisor.tryResolve(first));
  if (operation == "once") {
    return text(supervisor.tryRunOnce(first, basics(first), "GET", "http://x/"));
  }
  if (operation == "write") return done(stream().write(String.UTF8.decode(body)), "written");
  if (operation == "close") return done(stream().close(), "closed");
  return "no such operation";
}

function options(module: string): supervisor.Options {
  return basics(module).capability("supervisor_facets").capability("supervisor_loader");
}

function basics(module: string): supervisor.Options {
  return new supervisor.Options(module)
    .props('"p"')
    .env("WHO", "me")
    .fuelPerEvent(500_000_000)
    .memoryBytes(8 << 20)
    .storageBytes(8 << 20)
    .subrequests(1);
}

function done(code: i32, word: string): string {
  return code < 0 ? "! " + lastError() : word;
}

function valueOf(result: Result<string>): string {
  return result.ok ? result.value : "! " + result.error;
}

function text(reply: Result<Reply>): string {
  if (!reply.ok) return "! " + reply.error;
  const status = reply.value.status;
  return `${status} ${String.UTF8.decode(reply.value.tryBytes(1 << 20).value)}`;
}

function inTwo(): Response {
  Response.text(200, "one ").send();
  flush();
  return Response.continued("two");
}

function detach(): Response {
  kv.putText("stream", Stream.detach().id.toString());
  return Response.text(200, "first ");
}

function stream(): Stream {
  return new Stream(<i64>I64.parseInt(kv.getText("stream")!));
}
