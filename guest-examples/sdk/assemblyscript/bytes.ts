import { Code, Result, check } from "./result";

/** Text as UTF-8; a lone surrogate becomes U+FFFD. */
export function bytesOf(text: string): ArrayBuffer {
  return String.UTF8.encode(text, false, String.UTF8.ErrorMode.REPLACE);
}

export function textOf(bytes: ArrayBuffer): string {
  return String.UTF8.decode(bytes);
}

/** Where bytes lie, as the imports want it. */
// @ts-ignore: decorator
@inline
export function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}

type Reading = (out: usize, outCap: i32) => i32;

const GUESSED_SIZE: i32 = 256;

/** Reads a value of unknown size: once if it is short, else twice. Throws an error's text. */
export function read(reading: Reading): ArrayBuffer {
  const guess = new ArrayBuffer(GUESSED_SIZE);
  const size = check(reading(at(guess), GUESSED_SIZE));
  if (size <= GUESSED_SIZE) return guess.slice(0, size);
  const bytes = new ArrayBuffer(size);
  check(reading(at(bytes), size));
  return bytes;
}

/** Reads to the end of the request's body, or of the reply `handle`; `LIMIT` beyond `sizeMax`. */
export function readStream(
  sizeMax: i32,
  handle: i32,
  reading: (handle: i32, out: usize, outCap: i32) => i32,
): Result<ArrayBuffer> {
  const chunk = new ArrayBuffer(4096);
  const writer = new Writer();
  while (true) {
    const size = reading(handle, at(chunk), chunk.byteLength);
    if (size < 0) return Result.failed<ArrayBuffer>(size);
    if (size == 0) return Result.of<ArrayBuffer>(writer.bytes());
    if (size > sizeMax - writer.size) {
      return Result.refused<ArrayBuffer>(Code.LIMIT, `more than ${sizeMax} bytes`);
    }
    writer.putRaw(at(chunk), size);
  }
}

/** Builds the contract's encodings. Nothing in them is aligned. */
export class Writer {
  private buffer: ArrayBuffer = new ArrayBuffer(64);
  size: i32 = 0;

  private extend(more: i32): usize {
    const start = this.size;
    const size = start + more;
    if (size > this.buffer.byteLength) {
      const bigger = new ArrayBuffer(size * 2);
      memory.copy(at(bigger), at(this.buffer), start);
      this.buffer = bigger;
    }
    this.size = size;
    return at(this.buffer) + start;
  }

  putByte(byte: i32): void {
    store<u8>(this.extend(1), <u8>byte);
  }

  putInt32(number: i32): void {
    store<i32>(this.extend(4), number);
  }

  putInt64(number: i64): void {
    store<i64>(this.extend(8), number);
  }

  putFloat64(number: f64): void {
    store<f64>(this.extend(8), number);
  }

  putRaw(from: usize, size: i32): void {
    memory.copy(this.extend(size), from, size);
  }

  /** An item of a list: its length, then its bytes. */
  putItem(bytes: ArrayBuffer): void {
    this.putInt32(bytes.byteLength);
    this.putRaw(at(bytes), bytes.byteLength);
  }

  putText(text: string): void {
    this.putItem(bytesOf(text));
  }

  bytes(): ArrayBuffer {
    return this.buffer.slice(0, this.size);
  }
}

/** Takes an encoding apart, from the front. */
export class Reader {
  private index: i32 = 0;

  constructor(private readonly bytes: ArrayBuffer) {}

  get isAtEnd(): bool {
    return this.index == this.bytes.byteLength;
  }

  private take(size: i32): usize {
    if (<u32>size > <u32>(this.bytes.byteLength - this.index)) {
      throw new Error("the encoding ends too early");
    }
    const start = at(this.bytes) + this.index;
    this.index += size;
    return start;
  }

  byte(): u8 {
    return load<u8>(this.take(1));
  }

  int64(): i64 {
    return load<i64>(this.take(8));
  }

  float64(): f64 {
    return load<f64>(this.take(8));
  }

  item(): ArrayBuffer {
    const size = load<i32>(this.take(4));
    const start = this.take(size);
    const item = new ArrayBuffer(size);
    memory.copy(at(item), start, size);
    return item;
  }

  text(): string {
    const size = load<i32>(this.take(4));
    return String.UTF8.decodeUnsafe(this.take(size), size);
  }

  /** All that is left, as texts. */
  texts(): string[] {
    const texts: string[] = [];
    while (!this.isAtEnd) texts.push(this.text());
    return texts;
  }
}
