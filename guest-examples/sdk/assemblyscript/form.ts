import { bytesOf, at } from "./bytes";

/** The decoded fields of a query or of an `application/x-www-form-urlencoded` body. */
export class Form {
  private readonly names: string[] = [];
  private readonly values: string[] = [];

  constructor(encoded: string) {
    const pairs = encoded.split("&");
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i];
      const equals = pair.indexOf("=");
      this.names.push(decode(equals < 0 ? pair : pair.slice(0, equals), true));
      this.values.push(equals < 0 ? "" : decode(pair.slice(equals + 1), true));
    }
  }

  /** The first field of that name. */
  get(name: string): string | null {
    const index = this.names.indexOf(name);
    return index < 0 ? null : this.values[index];
  }
}

/** Decodes `%XX`, for example of a part of a path; a broken escape stands for itself. */
export function percentDecode(text: string): string {
  return decode(text, false);
}

function decode(text: string, isForm: bool): string {
  // Decoding only shrinks, so it is done in place.
  const bytes = bytesOf(text);
  const start = at(bytes);
  const end = bytes.byteLength;
  let size = 0;
  for (let i = 0; i < end; i++) {
    let byte = load<u8>(start + i);
    if (byte == 0x25 && end - i > 2) {
      const high = hexDigit(load<u8>(start + i + 1));
      const low = hexDigit(load<u8>(start + i + 2));
      if (high >= 0 && low >= 0) {
        byte = <u8>((high << 4) | low);
        i += 2;
      }
    } else if (byte == 0x2b && isForm) {
      byte = 0x20;
    }
    store<u8>(start + size++, byte);
  }
  return String.UTF8.decodeUnsafe(start, size);
}

function hexDigit(byte: i32): i32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
