import { info_last_error } from "./imports";
import { textOf } from "./bytes";

/** What a negative result of a host function means. */
export enum Code {
  OK = 0,
  NOT_FOUND = -1,
  /** A bad argument, handle, encoding or state. */
  INVALID = -2,
  /** The next row needs a bigger buffer. */
  TOO_SMALL = -3,
  /** SQLite refused; the text ends with its code names. */
  SQL = -4,
  /** Policy. */
  DENIED = -5,
  /** A published limit. */
  LIMIT = -6,
  /** The callee was aborted or deleted. */
  ABORTED = -7,
  /** The callee failed. */
  FAILED = -8,
  /** Busy, overloaded, timed out; may be retried. */
  UNAVAILABLE = -9,
  CLOSED = -10,
}

/** A value, or why there is none. */
export class Result<T> {
  private constructor(
    readonly code: Code,
    /** Why it failed, on one line; empty if it did not. */
    readonly error: string,
    private readonly kept: T | null,
  ) {}

  static of<T>(value: T): Result<T> {
    return new Result<T>(Code.OK, "", value);
  }

  /** The failure that a host function has just answered with. */
  static failed<T>(code: i32): Result<T> {
    return new Result<T>(code, lastError(), null);
  }

  static refused<T>(code: Code, error: string): Result<T> {
    return new Result<T>(code, error, null);
  }

  get ok(): bool {
    return this.code == Code.OK;
  }

  /** The value; where there is none, the event ends as failed. */
  get value(): T {
    if (!this.ok) throw new Error(this.error);
    return this.kept!;
  }
}

/** Why the last call failed, on one line. */
export function lastError(): string {
  const text = new ArrayBuffer(info_last_error(0, 0));
  info_last_error(changetype<usize>(text), text.byteLength);
  return textOf(text);
}

/** The result of a host function; where it is an error, the event ends as failed. */
export function check(result: i32): i32 {
  if (result < 0) throw new Error(lastError());
  return result;
}

export function check64(result: i64): i64 {
  if (result < 0) throw new Error(lastError());
  return result;
}
