/** Keys and values: in the same database and transaction as SQL, but out of its sight. */
import { at, bytesOf, textOf } from "./bytes";
import { kv_delete, kv_get, kv_list, kv_put } from "./imports";
import { Code, check } from "./result";
import { Rows } from "./sql";

export function get(key: string): ArrayBuffer | null {
  const name = bytesOf(key);
  let value = new ArrayBuffer(256);
  let size = kv_get(at(name), name.byteLength, at(value), value.byteLength);
  if (size == Code.NOT_FOUND) return null;
  if (check(size) <= value.byteLength) return value.slice(0, size);
  value = new ArrayBuffer(size);
  check(kv_get(at(name), name.byteLength, at(value), size));
  return value;
}

export function getText(key: string): string | null {
  const value = get(key);
  return value ? textOf(value) : null;
}

export function put(key: string, value: ArrayBuffer): void {
  const name = bytesOf(key);
  check(kv_put(at(name), name.byteLength, at(value), value.byteLength));
}

export function putText(key: string, value: string): void {
  put(key, bytesOf(value));
}

/** Whether the key was there. Named so because `delete` is a word of the language. */
export function remove(key: string): bool {
  const name = bytesOf(key);
  return check(kv_delete(at(name), name.byteLength)) == 1;
}

/** Rows of key and value; `start` is inclusive, `end` exclusive; empty or 0 does not restrict. */
export function list(
  prefix: string = "",
  start: string = "",
  end: string = "",
  limit: i32 = 0,
  reverse: bool = false,
): Rows {
  const p = bytesOf(prefix);
  const s = bytesOf(start);
  const e = bytesOf(end);
  return new Rows(
    check(
      kv_list(
        at(p), p.byteLength, at(s), s.byteLength, at(e), e.byteLength, limit, reverse ? 1 : 0,
      ),
    ),
  );
}
