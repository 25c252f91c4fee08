/** A chat room: WebSockets for talk, SQL for what was said, an alarm that prunes it. */
import { Request, Response, alarm, run, serve, ws } from "lapidary-as";
import {
  asEvent,
  asJson,
  createTable,
  hintForText,
  prune,
  say,
  since,
  whenOldestGoes,
} from "./messages";
import { PAGE } from "./page";
import { Person, here, hintForName } from "./people";

const BODY_BYTES_MAX: i32 = 16 * 1024;

export function init(): void {
  createTable();
  // A client that asks from time to time whether the line still stands wakes nobody.
  ws.autoResponse("ping", "pong");
}

// ---------------------------------------------------------------------------------- over HTTP

export function fetch(): void {
  serve(route);
}

function route(request: Request): Response {
  const path = request.path;
  const isGet = request.method == "GET";
  if (path == "/") return isGet ? Response.html(200, PAGE) : Response.notAllowed("GET");
  if (path == "/socket") return isGet ? enter(request) : Response.notAllowed("GET");
  if (path == "/people") return isGet ? Response.json(200, here() + "\n") : Response.notAllowed("GET");
  if (path != "/messages") return refuse(404, "There is no such page.");
  if (isGet) return history(request);
  return request.method == "POST" ? post(request) : Response.notAllowed("GET, POST");
}

function refuse(status: i32, hint: string): Response {
  return Response.text(status, hint + "\n");
}

/** Opens a socket for `?name=`; first it hears what was said, `?after=` a message or lately. */
function enter(request: Request): Response {
  if (!request.isUpgrade) {
    return refuse(426, "This is for WebSockets.").header("upgrade", "websocket");
  }
  const name = field(request, "name");
  const hint = hintForName(name);
  if (hint != "") return refuse(400, hint);
  const after = numberIn(request, "after");
  if (after < 0) return refuse(400, "“after” is the number of a message.");
  const socket = ws.accept([name]);
  socket.sendText(`{"type": "welcome", "here": ${here()}}`);
  const missed = since(after);
  for (let i = 0; i < missed.length; i++) socket.sendText(asEvent(missed[i]));
  new Person(socket).enter();
  return Response.upgraded();
}

function history(request: Request): Response {
  const after = numberIn(request, "after");
  if (after < 0) return refuse(400, "“after” is the number of a message.");
  const messages = since(after);
  const items: string[] = [];
  for (let i = 0; i < messages.length; i++) items.push(asJson(messages[i]));
  return Response.json(200, `{"messages": [${items.join(", ")}]}\n`);
}

/** For those who have no WebSocket: says the body, in the name of `?name=`. */
function post(request: Request): Response {
  const name = field(request, "name");
  const body = request.tryText(BODY_BYTES_MAX);
  if (!body.ok) return refuse(413, "That is too much for one message.");
  const text = body.value.trim();
  let hint = hintForName(name);
  if (hint == "") hint = hintForText(text);
  if (hint != "") return refuse(400, hint);
  return Response.json(201, tell(name, text) + "\n");
}

function field(request: Request, name: string): string {
  const value = request.query.get(name);
  return value == null ? "" : value.trim();
}

/** 0 if it is not there, −1 if it is no number. */
function numberIn(request: Request, name: string): i64 {
  const text = field(request, name);
  if (text.length > 18) return -1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x30 || unit > 0x39) return -1;
  }
  return text == "" ? 0 : <i64>I64.parseInt(text);
}

/** Keeps a message and sends it to everybody: both when the event commits, or neither. */
function tell(name: string, text: string): string {
  const message = say(name, text);
  const due = alarm.get();
  const wanted = whenOldestGoes();
  if (due < 0 || due > wanted) alarm.set(wanted); // KEEP_SECONDS may have changed
  ws.broadcast(asEvent(message));
  return asJson(message);
}

// ------------------------------------------------------------------------------ over a socket

export function ws_message(): void {
  run(hear);
}

function hear(): void {
  const socket = ws.eventSocket();
  if (!ws.eventIsText()) {
    socket.close(1003, "only text");
    return;
  }
  const person = new Person(socket);
  const text = ws.eventText().trim();
  let hint = hintForText(text);
  if (hint == "") hint = person.hintForHaste();
  if (hint == "") tell(person.name, text);
  else person.refuse(hint);
}

export function ws_close(): void {
  run(() => new Person(ws.eventSocket()).leave());
}

// --------------------------------------------------------------------------------- by itself

function ring(): void {
  run(forget);
}
export { ring as alarm };

/** Forgets what is old, and comes again when the next message will be. */
function forget(): void {
  const last = prune();
  if (last > 0) ws.broadcast(`{"type": "pruned", "upTo": ${last}}`);
  const at = whenOldestGoes();
  if (at > 0) alarm.set(at);
}
