/** Who this facet is, what it was given, and what it has left. */
import { at, bytesOf, read, textOf } from "./bytes";
import {
  info_abi_version,
  info_delete_all,
  info_env,
  info_facet_path,
  info_fuel_left,
  info_namespace,
  info_object_id,
  info_object_name,
  info_props,
  wasi_clock_time_get,
  wasi_random_get,
} from "./imports";
import { Code, check } from "./result";

export function abiVersion(): i32 {
  return info_abi_version();
}

// `namespace` is a word of the language.
export function namespaceName(): string {
  return textOf(read(info_namespace));
}

export function objectName(): string {
  return textOf(read(info_object_name));
}

export function objectId(): string {
  return textOf(read(info_object_id));
}

/** `/` for the root, `/a/b` below. */
export function facetPath(): string {
  return textOf(read(info_facet_path));
}

/** The bytes that the supervisor gave at the start. */
export function props(): ArrayBuffer {
  return read(info_props);
}

/** A variable of the facet's environment. */
export function env(key: string): string | null {
  const name = bytesOf(key);
  const size = info_env(at(name), name.byteLength, 0, 0);
  if (size == Code.NOT_FOUND) return null;
  const value = new ArrayBuffer(check(size));
  check(info_env(at(name), name.byteLength, at(value), size));
  return textOf(value);
}

/** What this event may still burn. */
export function fuelLeft(): i64 {
  return info_fuel_left();
}

/** Deletes all data, keys and the alarm of this facet, when the event commits. */
export function deleteAll(): void {
  check(info_delete_all());
}

/** The event's start, in milliseconds since 1970. It stands still during the event. */
export function nowMs(): i64 {
  const nanos = new ArrayBuffer(8);
  wasi_clock_time_get(0, 1, at(nanos));
  return load<i64>(at(nanos)) / 1_000_000;
}

/** Random bytes, fit for secrets. */
export function random(size: i32): ArrayBuffer {
  const bytes = new ArrayBuffer(size);
  wasi_random_get(at(bytes), size);
  return bytes;
}
