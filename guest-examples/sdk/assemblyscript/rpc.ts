/** Inside the event `call`: a call from the supervisor. */
import { at, bytesOf, read, textOf } from "./bytes";
import { rpc_fail, rpc_method, rpc_payload, rpc_reply } from "./imports";
import { check } from "./result";

export function method(): string {
  return textOf(read(rpc_method));
}

export function payload(): ArrayBuffer {
  return read(rpc_payload);
}

export function reply(bytes: ArrayBuffer): void {
  check(rpc_reply(at(bytes), bytes.byteLength));
}

/** Answers with a failure; the caller sees its text. */
export function fail(message: string): void {
  const bytes = bytesOf(message);
  check(rpc_fail(at(bytes), bytes.byteLength));
}
