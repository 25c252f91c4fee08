import { Reader, Writer, at, bytesOf, read, readStream, textOf } from "./bytes";
import { Form } from "./form";
import {
  http_detach,
  http_fetch,
  http_flush,
  http_reply_body,
  http_reply_close,
  http_reply_headers,
  http_reply_status,
  http_request_body,
  http_request_head,
  http_response_body,
  http_response_head,
  http_stream_close,
  http_stream_write,
} from "./imports";
import { Result, check, check64 } from "./result";

/**
 * Reads the request, sends what the handler answers, then collects what it left in memory:
 * nothing of an event is on the stack any more.
 */
export function serve(handler: (request: Request) => Response): void {
  handler(new Request()).send();
  __collect();
}

export class Header {
  constructor(
    /** In lower case where it comes from the host. */
    readonly name: string,
    readonly value: string,
  ) {}
}

function headersOf(reader: Reader): Header[] {
  const headers: Header[] = [];
  while (!reader.isAtEnd) headers.push(new Header(reader.text(), reader.text()));
  return headers;
}

function valueOf(headers: Header[], name: string): string | null {
  for (let i = 0; i < headers.length; i++) {
    if (headers[i].name == name) return headers[i].value;
  }
  return null;
}

/** The HTTP request that this event is. */
export class Request {
  readonly method: string;
  /** `http://{object}.{namespace}/{path}?{query}`, as it came. */
  readonly url: string;
  readonly headers: Header[];

  constructor() {
    const reader = new Reader(read(http_request_head));
    this.method = reader.text();
    this.url = reader.text();
    this.headers = headersOf(reader);
  }

  /** The first header of that name, in lower case. */
  header(name: string): string | null {
    return valueOf(this.headers, name);
  }

  private get pathStart(): i32 {
    return this.url.indexOf("/", this.url.indexOf("://") + 3);
  }

  /** Whether it asks for a WebSocket: then it can be accepted. */
  get isUpgrade(): bool {
    const upgrade = this.header("upgrade");
    return upgrade != null && upgrade.toLowerCase() == "websocket";
  }

  /** The path, beginning with `/`, still percent-encoded. */
  get path(): string {
    const query = this.url.indexOf("?");
    return this.url.slice(this.pathStart, query < 0 ? this.url.length : query);
  }

  /** The fields of the query, decoded. */
  get query(): Form {
    const query = this.url.indexOf("?");
    return new Form(query < 0 ? "" : this.url.slice(query + 1));
  }

  /** The body as bytes, as far as it was not read yet; `LIMIT` beyond `sizeMax` bytes. */
  tryBytes(sizeMax: i32): Result<ArrayBuffer> {
    return readStream(sizeMax, 0, (_, out, outCap) => http_request_body(out, outCap));
  }

  /** The body as text. */
  tryText(sizeMax: i32): Result<string> {
    const bytes = this.tryBytes(sizeMax);
    if (!bytes.ok) return Result.refused<string>(bytes.code, bytes.error);
    return Result.of<string>(textOf(bytes.value));
  }
}

/** A whole reply. */
export class Response {
  private readonly headers: Writer = new Writer();
  private isLeftToAnother: bool = false;

  constructor(
    readonly status: i32,
    readonly body: ArrayBuffer = new ArrayBuffer(0),
  ) {}

  static text(status: i32, text: string): Response {
    return Response.of(status, "text/plain; charset=utf-8", text);
  }

  static html(status: i32, text: string): Response {
    return Response.of(status, "text/html; charset=utf-8", text);
  }

  static json(status: i32, text: string): Response {
    return Response.of(status, "application/json", text);
  }

  private static of(status: i32, type: string, text: string): Response {
    return new Response(status, bytesOf(text)).header("content-type", type);
  }

  /** After `ws.accept`: only headers go with the acceptance, neither status nor body. */
  static upgraded(): Response {
    return new Response(200);
  }

  /** After `supervisor.forward`: there is nothing to send. */
  static leftToAnother(): Response {
    const response = new Response(200);
    response.isLeftToAnother = true;
    return response;
  }

  static redirect(status: i32, location: string): Response {
    return new Response(status).header("location", location);
  }

  /** 405, with the methods that would do: `"GET, POST"`. */
  static notAllowed(methods: string): Response {
    return Response.text(405, "method not allowed\n").header("allow", methods);
  }

  header(name: string, value: string): Response {
    this.headers.putText(name);
    this.headers.putText(value);
    return this;
  }

  /** Gives the reply to the host, which sends it when the event's writes are durable. */
  send(): void {
    if (this.isLeftToAnother) return;
    const headers = this.headers.bytes();
    check(http_response_head(this.status, at(headers), headers.byteLength));
    if (this.body.byteLength > 0) check(http_response_body(at(this.body), this.body.byteLength));
  }
}

/** Commits, and sends what was written of the reply so far. */
export function flush(): void {
  check(http_flush());
}

/** A reply that stays open after its event, for later events to write to. */
export class Stream {
  constructor(readonly id: i64) {}

  /** Keeps this event's reply open. */
  static detach(): Stream {
    return new Stream(check64(http_detach()));
  }

  /** 0, or why it failed: the reader may be gone. */
  write(text: string): i32 {
    const bytes = bytesOf(text);
    return http_stream_write(this.id, at(bytes), bytes.byteLength);
  }

  close(): i32 {
    return http_stream_close(this.id);
  }
}

/** What somebody else replied. Close it when done; the event's end does, too. */
export class Reply {
  private constructor(private readonly handle: i32) {}

  static of(result: i32): Result<Reply> {
    return result < 0 ? Result.failed<Reply>(result) : Result.of<Reply>(new Reply(result));
  }

  get status(): i32 {
    return check(http_reply_status(this.handle));
  }

  header(name: string): string | null {
    const size = check(http_reply_headers(this.handle, 0, 0));
    const list = new ArrayBuffer(size);
    check(http_reply_headers(this.handle, at(list), size));
    return valueOf(headersOf(new Reader(list)), name);
  }

  /** The body, as far as it was not read yet; `LIMIT` beyond `sizeMax` bytes. */
  tryBytes(sizeMax: i32): Result<ArrayBuffer> {
    return readStream(sizeMax, this.handle, http_reply_body);
  }

  close(): void {
    http_reply_close(this.handle);
  }
}

/** Method, URL and headers, as the imports want them. */
export function requestHead(method: string, url: string, headers: Header[]): ArrayBuffer {
  const head = new Writer();
  head.putText(method);
  head.putText(url);
  for (let i = 0; i < headers.length; i++) {
    head.putText(headers[i].name);
    head.putText(headers[i].value);
  }
  return head.bytes();
}

/** A request to the world, where the supervisor allows it. Commits what was written so far. */
export function tryFetch(
  method: string,
  url: string,
  headers: Header[] = [],
  body: ArrayBuffer = new ArrayBuffer(0),
): Result<Reply> {
  const head = requestHead(method, url, headers);
  return Reply.of(http_fetch(at(head), head.byteLength, at(body), body.byteLength));
}
