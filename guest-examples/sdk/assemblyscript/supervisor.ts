/**
 * For supervisors: the facets below this one, and code that was written a moment ago. A module
 * that uses this is only started where it was granted.
 */
import { Reader, at, bytesOf, read, textOf } from "./bytes";
import { Header, Reply, Response, requestHead } from "./http";
import {
  facets_abort,
  facets_call,
  facets_clone,
  facets_delete,
  facets_fetch,
  facets_forward,
  facets_list,
  facets_running,
  facets_start,
  facets_usage,
  loader_fetch,
  loader_load,
  loader_resolve,
} from "./imports";
import { Code, Result, check } from "./result";
import { json } from "./text";

/** Whether the facet is started. */
export function isRunning(name: string): bool {
  const n = bytesOf(name);
  return check(facets_running(at(n), n.byteLength)) == 1;
}

/** How a facet is to be started. What is not set is the namespace's, or none. */
export class Options {
  private members: string;
  private readonly variables: string[] = [];
  private readonly capabilities: string[] = [];
  private readonly limits: string[] = [];

  /** A module by its name, or by the `sha256:…` that `tryLoad` gives. */
  constructor(module: string) {
    this.members = `"module": ${json(module)}`;
  }

  /** What the facet reads with `info.props`. */
  props(props: string): Options {
    return this.member("props", json(props));
  }

  /** One more variable of its environment. */
  env(key: string, value: string): Options {
    this.variables.push(`${json(key)}: ${json(value)}`);
    return this;
  }

  /** An import module that is granted, such as `supervisor_facets`. */
  capability(name: string): Options {
    this.capabilities.push(json(name));
    return this;
  }

  fuelPerEvent(units: i64): Options {
    return this.limit("fuelPerEvent", units);
  }

  memoryBytes(bytes: i64): Options {
    return this.limit("memoryBytes", bytes);
  }

  storageBytes(bytes: i64): Options {
    return this.limit("storageBytes", bytes);
  }

  subrequests(count: i64): Options {
    return this.limit("subrequests", count);
  }

  /** Any other option, its value as JSON. */
  member(name: string, value: string): Options {
    this.members += `, ${json(name)}: ${value}`;
    return this;
  }

  private limit(name: string, value: i64): Options {
    this.limits.push(`${json(name)}: ${value}`);
    return this;
  }

  encoded(): ArrayBuffer {
    const env = this.variables.join(", ");
    const capabilities = this.capabilities.join(", ");
    const limits = this.limits.join(", ");
    return bytesOf(
      `{${this.members}, "env": {${env}}, "capabilities": [${capabilities}], "limits": {${limits}}}`,
    );
  }
}

/**
 * Starts a facet; one that is started is left as it is: to change its code, abort it first. `OK`,
 * or why it failed, where the module is not there or wants more than it is given: `lastError`.
 */
export function start(name: string, options: Options): Code {
  const n = bytesOf(name);
  const o = options.encoded();
  return facets_start(at(n), n.byteLength, at(o), o.byteLength);
}

/**
 * Leaves this request to the facet, once this event has committed and its turn is over: a facet
 * that is busy does not hold up its supervisor. What is given is not a reply, but its place.
 */
export function forward(name: string): Response {
  const n = bytesOf(name);
  check(facets_forward(at(n), n.byteLength));
  return Response.leftToAnother();
}

/** Sends a request to a facet. */
export function tryFetch(
  name: string,
  method: string,
  url: string,
  headers: Header[] = [],
  body: ArrayBuffer = new ArrayBuffer(0),
): Result<Reply> {
  const n = bytesOf(name);
  const head = requestHead(method, url, headers);
  return Reply.of(
    facets_fetch(at(n), n.byteLength, at(head), head.byteLength, at(body), body.byteLength),
  );
}

/** Calls a facet's `call`: what it replied. */
export function tryCall(name: string, method: string, payload: ArrayBuffer): Result<Reply> {
  const n = bytesOf(name);
  const m = bytesOf(method);
  return Reply.of(
    facets_call(at(n), n.byteLength, at(m), m.byteLength, at(payload), payload.byteLength),
  );
}

/** Stops a facet and all below it; the data stays. */
export function abortFacet(name: string, reason: string): void {
  const n = bytesOf(name);
  const r = bytesOf(reason);
  check(facets_abort(at(n), n.byteLength, at(r), r.byteLength));
}

/** Deletes a facet and all below it, with their data. */
export function remove(name: string): void {
  const n = bytesOf(name);
  check(facets_delete(at(n), n.byteLength));
}

/** Copies the data of a facet and all below it over another. */
export function clone(source: string, target: string): void {
  const s = bytesOf(source);
  const t = bytesOf(target);
  check(facets_clone(at(s), s.byteLength, at(t), t.byteLength));
}

/** The names of the facets directly below this one. */
export function list(): string[] {
  return new Reader(read(facets_list)).texts();
}

/** What a facet used, as JSON. */
export function usage(name: string): string {
  const n = bytesOf(name);
  const size = check(facets_usage(at(n), n.byteLength, 0, 0));
  const json = new ArrayBuffer(size);
  check(facets_usage(at(n), n.byteLength, at(json), size));
  return textOf(json);
}

const DIGEST_SIZE: i32 = 71; // "sha256:" and 64 hexadecimal digits

/** Compiles a module: its `sha256:…`. */
export function tryLoad(wasm: ArrayBuffer): Result<string> {
  const digest = new ArrayBuffer(DIGEST_SIZE);
  const size = loader_load(at(wasm), wasm.byteLength, at(digest), DIGEST_SIZE);
  return size < 0 ? Result.failed<string>(size) : Result.of<string>(textOf(digest));
}

/** The `sha256:…` that a module's name means now. */
export function tryResolve(name: string): Result<string> {
  const n = bytesOf(name);
  const digest = new ArrayBuffer(DIGEST_SIZE);
  const size = loader_resolve(at(n), n.byteLength, at(digest), DIGEST_SIZE);
  return size < 0 ? Result.failed<string>(size) : Result.of<string>(textOf(digest));
}

/** Runs a module for one request, in a fresh instance without storage, and forgets it. */
export function tryRunOnce(
  module: string,
  options: Options,
  method: string,
  url: string,
  headers: Header[] = [],
  body: ArrayBuffer = new ArrayBuffer(0),
): Result<Reply> {
  const m = bytesOf(module);
  const o = options.encoded();
  const head = requestHead(method, url, headers);
  return Reply.of(
    loader_fetch(
      at(m), m.byteLength, at(o), o.byteLength,
      at(head), head.byteLength, at(body), body.byteLength,
    ),
  );
}
