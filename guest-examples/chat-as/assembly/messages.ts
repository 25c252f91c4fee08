/** What was said, in SQL: kept for `KEEP_SECONDS` of the facet's env, or a day. */
import { Row, Values, info, json, sql } from "lapidary-as";

const TEXT_LENGTH_MAX: i32 = 2_000;
const KEEP_SECONDS: i64 = 24 * 60 * 60;
// The room's storage has a bound, whatever is said within KEEP_SECONDS.
const KEEP_MESSAGES: i64 = 10_000;
// They are sent at once, and a socket has 1 MiB for what is unread.
const HISTORY_MESSAGES: i64 = 50;

// AUTOINCREMENT: the number of a message that is forgotten is not given to another.
const CREATE_TABLE: string = `
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    said_at INTEGER NOT NULL
  ) STRICT`;

const INSERT_MESSAGE: string = `
  INSERT INTO message (name, text, said_at)
  VALUES (?, ?, ?)
  RETURNING id, name, text, said_at`;

const DELETE_BEYOND: string = "DELETE FROM message WHERE id <= ?";

const SELECT_NEWEST_AFTER: string = `
  SELECT id, name, text, said_at
    FROM (SELECT * FROM message WHERE id > ? ORDER BY id DESC LIMIT ?)
   ORDER BY id`;

const SELECT_LAST_OLD: string = `
  SELECT id
    FROM message
   WHERE said_at <= ?
   ORDER BY id DESC
   LIMIT 1`;

const SELECT_OLDEST: string = "SELECT said_at FROM message ORDER BY id LIMIT 1";

export class Message {
  constructor(
    readonly id: i64,
    readonly name: string,
    readonly text: string,
    /** Milliseconds since 1970. */
    readonly saidAt: i64,
  ) {}

  static of(row: Row): Message {
    return new Message(row.int(0), row.text(1), row.text(2), row.int(3));
  }
}

export function createTable(): void {
  sql.execute(CREATE_TABLE);
}

/** What is wrong with a text, for the one who wrote it; nothing if it may be said. */
export function hintForText(text: string): string {
  if (text == "") return "There is nothing in it.";
  if (text.length <= TEXT_LENGTH_MAX) return "";
  return `A message has ${TEXT_LENGTH_MAX} characters at most.`;
}

export function say(name: string, text: string): Message {
  const values = new Values().text(name).text(text).int(info.nowMs());
  const message = Message.of(sql.queryRow(INSERT_MESSAGE, values)!);
  sql.execute(DELETE_BEYOND, new Values().int(message.id - KEEP_MESSAGES));
  return message;
}

/** The newest messages after that one, oldest first. */
export function since(id: i64): Message[] {
  const messages: Message[] = [];
  const rows = sql.query(SELECT_NEWEST_AFTER, new Values().int(id).int(HISTORY_MESSAGES));
  for (let row = rows.next(); row != null; row = rows.next()) messages.push(Message.of(row));
  return messages;
}

/** Forgets what is too old: the last message that was, or 0 if none. */
export function prune(): i64 {
  const row = sql.queryRow(SELECT_LAST_OLD, new Values().int(info.nowMs() - keepMs()));
  if (row == null) return 0;
  sql.execute(DELETE_BEYOND, new Values().int(row.int(0)));
  return row.int(0);
}

/** When the oldest message is to be forgotten, in milliseconds since 1970; 0 if there is none. */
export function whenOldestGoes(): i64 {
  const row = sql.queryRow(SELECT_OLDEST);
  return row == null ? 0 : row.int(0) + keepMs();
}

function keepMs(): i64 {
  const seconds = info.env("KEEP_SECONDS");
  return (seconds == null ? KEEP_SECONDS : <i64>I64.parseInt(seconds)) * 1_000;
}

export function asJson(message: Message): string {
  return `{${members(message)}}`;
}

/** A message as sockets hear it. */
export function asEvent(message: Message): string {
  return `{"type": "message", ${members(message)}}`;
}

function members(message: Message): string {
  const name = json(message.name);
  const text = json(message.text);
  return `"id": ${message.id}, "name": ${name}, "text": ${text}, "saidAt": ${message.saidAt}`;
}
