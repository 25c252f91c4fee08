/** WebSockets. They stay open while the facet hibernates. */
import { Reader, Writer, at, bytesOf, read, textOf } from "./bytes";
import {
  ws_accept,
  ws_attachment_get,
  ws_attachment_set,
  ws_auto_response,
  ws_close,
  ws_event_code,
  ws_event_data,
  ws_event_kind,
  ws_event_socket,
  ws_list,
  ws_send,
  ws_tags,
} from "./imports";
import { check, check64 } from "./result";

const TEXT: i32 = 1;
const BINARY: i32 = 2;

/** A WebSocket that this facet accepted. */
export class Socket {
  constructor(readonly id: i64) {}

  /** 0, or why it failed: the other side may be gone. */
  sendText(text: string): i32 {
    const bytes = bytesOf(text);
    return ws_send(this.id, TEXT, at(bytes), bytes.byteLength);
  }

  sendBinary(bytes: ArrayBuffer): i32 {
    return ws_send(this.id, BINARY, at(bytes), bytes.byteLength);
  }

  close(code: i32, reason: string): i32 {
    const bytes = bytesOf(reason);
    return ws_close(this.id, code, at(bytes), bytes.byteLength);
  }

  get tags(): string[] {
    const size = check(ws_tags(this.id, 0, 0));
    const list = new ArrayBuffer(size);
    check(ws_tags(this.id, at(list), size));
    return new Reader(list).texts();
  }

  /** What the facet keeps with this socket, also while it hibernates. */
  get attachment(): ArrayBuffer {
    const size = check(ws_attachment_get(this.id, 0, 0));
    const bytes = new ArrayBuffer(size);
    check(ws_attachment_get(this.id, at(bytes), size));
    return bytes;
  }

  /** 16 384 bytes at most. */
  set attachment(bytes: ArrayBuffer) {
    check(ws_attachment_set(this.id, at(bytes), bytes.byteLength));
  }

  get attachmentText(): string {
    return textOf(this.attachment);
  }

  set attachmentText(text: string) {
    this.attachment = bytesOf(text);
  }
}

/**
 * Accepts the upgrade that this `fetch` is, which a module may that exports `ws_message`; the tags
 * find the socket again. Answer with `Response.upgraded()`.
 */
export function accept(tags: string[] = []): Socket {
  const list = new Writer();
  for (let i = 0; i < tags.length; i++) list.putText(tags[i]);
  const encoded = list.bytes();
  check(ws_accept(at(encoded), encoded.byteLength));
  return eventSocket();
}

/** Sends a text to every open socket with that tag; with an empty tag, to all: how many it were. */
export function broadcast(text: string, tag: string = ""): i32 {
  const bytes = bytesOf(text);
  const sockets = list(tag);
  for (let i = 0; i < sockets.length; i++) {
    // One that is gone meanwhile is CLOSED, and no reason to fail.
    ws_send(sockets[i].id, TEXT, at(bytes), bytes.byteLength);
  }
  return sockets.length;
}

/** The open sockets with that tag; with an empty tag, all. */
export function list(tag: string = ""): Socket[] {
  const name = bytesOf(tag);
  const size = check(ws_list(at(name), name.byteLength, 0, 0));
  const ids = new ArrayBuffer(size);
  check(ws_list(at(name), name.byteLength, at(ids), size));
  const reader = new Reader(ids);
  const sockets: Socket[] = [];
  while (!reader.isAtEnd) sockets.push(new Socket(reader.int64()));
  return sockets;
}

/** Answers that message with that one from now on, without waking the facet. */
export function autoResponse(request: string, response: string): void {
  const from = bytesOf(request);
  const to = bytesOf(response);
  check(ws_auto_response(at(from), from.byteLength, at(to), to.byteLength));
}

/** Whose event this is: `ws_message`, `ws_close` or `ws_error`; in `fetch`, what it accepted. */
export function eventSocket(): Socket {
  return new Socket(check64(ws_event_socket()));
}

export function eventIsText(): bool {
  return check(ws_event_kind()) == TEXT;
}

/** The message of `ws_message`, the reason of `ws_close`. */
export function eventData(): ArrayBuffer {
  return read(ws_event_data);
}

export function eventText(): string {
  return textOf(eventData());
}

/** The code of the event `ws_close`. */
export function eventCode(): i32 {
  return check(ws_event_code());
}
