/** A link shortener: POST a URL, get a code; GET the code, be sent to the URL. */
import { Code, Request, Response, Result, json, serve } from "lapidary-as";
import { Link, createTable, find, shorten, top, visit } from "./links";
import { created, listing, problem } from "./pages";
import { urlOf } from "./submission";
import { hintFor } from "./urls";

const BODY_BYTES_MAX: i32 = 8 * 1024;

export function init(): void {
  createTable();
}

export function fetch(): void {
  serve(route);
}

function route(request: Request): Response {
  const path = request.path;
  if (path == "/") return root(request);
  return follow(request, path.slice(1));
}

function root(request: Request): Response {
  if (request.method == "POST") return submit(request);
  if (request.method != "GET" && request.method != "HEAD") {
    return Response.notAllowed("GET, HEAD, POST");
  }
  return wantsJson(request) ? topAsJson() : listing(top());
}

function wantsJson(request: Request): bool {
  const accept = request.header("accept");
  return accept != null && accept.includes("application/json");
}

function topAsJson(): Response {
  const links = top();
  const items: string[] = [];
  for (let i = 0; i < links.length; i++) items.push(asJson(links[i]));
  return Response.json(200, `{"links": [${items.join(", ")}]}\n`);
}

function asJson(link: Link): string {
  return `{"code": ${json(link.code)}, "url": ${json(link.url)}, "hits": ${link.hits}}`;
}

function submit(request: Request): Response {
  const type = mediaType(request);
  const body = request.tryText(BODY_BYTES_MAX);
  if (!body.ok) return refuse(type, statusOf(body), body.error);
  const url = urlOf(type, body.value);
  if (!url.ok) return refuse(type, statusOf(url), url.error);
  const hint = hintFor(url.value);
  if (hint != "") return refuse(type, 400, hint);
  const link = shorten(url.value);
  const status = link.isNew ? 201 : 200;
  const reply = isForm(type) ? created(status, link) : Response.json(status, asJson(link) + "\n");
  return reply.header("location", link.code);
}

function statusOf(failed: Result<string>): i32 {
  if (failed.code == Code.LIMIT) return 413;
  return failed.code == Code.DENIED ? 415 : 400;
}

function mediaType(request: Request): string {
  const type = request.header("content-type");
  return type == null ? "text/plain" : type.split(";")[0].trim().toLowerCase();
}

function isForm(type: string): bool {
  return type == "application/x-www-form-urlencoded";
}

function refuse(type: string, status: i32, hint: string): Response {
  return isForm(type) ? problem(status, hint) : Response.json(status, `{"error": ${json(hint)}}\n`);
}

function follow(request: Request, code: string): Response {
  const isGet = request.method == "GET";
  if (!isGet && request.method != "HEAD") return Response.notAllowed("GET, HEAD");
  const url = isGet ? visit(code) : find(code);
  if (url == null) return problem(404, "There is no such link.");
  return Response.redirect(302, url).header("cache-control", "no-store");
}
