/**
 * Who is here: whoever has a socket open. Its tag is the name, its attachment how much was said
 * lately; the host keeps both while the room sleeps.
 */
import { info, json, ws } from "lapidary-as";

const NAME_LENGTH_MAX: i32 = 40;
const HASTE_MESSAGES: i64 = 10;
const HASTE_MS: i64 = 10_000;

/** What is wrong with a name, for the one who chose it; nothing if it will do. */
export function hintForName(name: string): string {
  if (name == "") return "A name is needed, as ?name=.";
  if (name.length > NAME_LENGTH_MAX) return `A name has ${NAME_LENGTH_MAX} characters at most.`;
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    if (unit < 0x20 || unit == 0x7f) return "A name has no control characters.";
  }
  return "";
}

export class Person {
  readonly name: string;

  constructor(private readonly socket: ws.Socket) {
    this.name = socket.tags[0];
  }

  /** Tells everybody, unless somebody of that name is here already. */
  enter(): void {
    if (ws.list(this.name).length == 1) this.tellThatIt("joined");
  }

  leave(): void {
    if (ws.list(this.name).length == 0) this.tellThatIt("left");
  }

  private tellThatIt(type: string): void {
    ws.broadcast(`{"type": "${type}", "name": ${json(this.name)}}`);
  }

  /** Counts a message; what to say to somebody who says too many. */
  hintForHaste(): string {
    const now = info.nowMs();
    const kept = this.socket.attachmentText.split(" ");
    let start = now;
    let count: i64 = 0;
    if (kept.length == 2 && <i64>I64.parseInt(kept[0]) > now - HASTE_MS) {
      start = <i64>I64.parseInt(kept[0]);
      count = <i64>I64.parseInt(kept[1]);
    }
    if (count >= HASTE_MESSAGES) return "That is too fast: wait a few seconds.";
    this.socket.attachmentText = `${start} ${count + 1}`;
    return "";
  }

  refuse(hint: string): void {
    this.socket.sendText(`{"type": "refused", "hint": ${json(hint)}}`);
  }
}

/** The names of all who are here, as a JSON array. */
export function here(): string {
  const sockets = ws.list();
  const names = new Set<string>();
  for (let i = 0; i < sockets.length; i++) names.add(json(sockets[i].tags[0]));
  return `[${names.values().join(", ")}]`;
}
