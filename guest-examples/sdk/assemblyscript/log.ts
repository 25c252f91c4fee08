/** Log lines, which the operator sees with the object and the facet that wrote them. */
import { at, bytesOf } from "./bytes";
import { log_write } from "./imports";

export function debug(text: string): void {
  write(1, text);
}

export function info(text: string): void {
  write(2, text);
}

export function warn(text: string): void {
  write(3, text);
}

export function error(text: string): void {
  write(4, text);
}

function write(level: i32, text: string): void {
  const bytes = bytesOf(text);
  log_write(level, at(bytes), bytes.byteLength);
}
