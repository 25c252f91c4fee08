/**
 * Lapidary for AssemblyScript: write a facet.
 *
 * ```ts
 * import { Request, Response, serve } from "lapidary-as";
 *
 * export function fetch(): void {
 *   serve((request) => Response.text(200, `hello, ${request.path}\n`));
 * }
 * ```
 *
 * An event is a transaction, and AssemblyScript cannot catch: where a function of this package
 * throws, the event fails with that text, everything that it wrote is rolled back, and the client
 * gets a problem document. Whatever a guest may want to answer itself has a `try…` beside it,
 * which gives a `Result`.
 *
 * Build with `--runtime minimal`: memory is then collected when an event is over. Top-level code
 * runs before storage is there; leave tables to `export function init()`.
 */
import * as alarm from "./alarm";
import * as info from "./info";
import * as kv from "./kv";
import * as log from "./log";
import * as rpc from "./rpc";
import * as sql from "./sql";
import * as supervisor from "./supervisor";
import * as ws from "./ws";

export { alarm, info, kv, log, rpc, sql, supervisor, ws };
export { run } from "./event";
export { Code, Result, lastError } from "./result";
export { Form, percentDecode } from "./form";
export { Header, Reply, Request, Response, Stream, flush, serve, tryFetch } from "./http";
export { Row, Rows, Value, Values } from "./sql";
export { html, json } from "./text";
