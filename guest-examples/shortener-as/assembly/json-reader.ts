/** Reads one flat JSON object: its members are texts, numbers, true, false or null. */
export class JsonReader {
  private at: i32 = 0;
  /** False as soon as the text proves not to be such an object. */
  isWell: bool = true;

  constructor(private readonly source: string) {}

  /** The text that a member is, or null if there is none such. */
  textMember(wanted: string): string | null {
    let found: string | null = null;
    this.expect("{");
    if (this.isNext("}")) return this.end(found);
    do {
      const name = this.text();
      this.expect(":");
      if (this.isAt('"')) {
        const value = this.text();
        if (name == wanted) found = value;
      } else {
        this.skipWord();
      }
    } while (this.isWell && this.isNext(","));
    this.expect("}");
    return this.end(found);
  }

  private end(found: string | null): string | null {
    this.skipSpace();
    if (this.at < this.source.length) this.isWell = false;
    return this.isWell ? found : null;
  }

  private skipSpace(): void {
    while (this.at < this.source.length && " \t\r\n".includes(this.source.charAt(this.at))) {
      this.at++;
    }
  }

  private isAt(sign: string): bool {
    this.skipSpace();
    return this.source.charAt(this.at) == sign;
  }

  private isNext(sign: string): bool {
    if (!this.isAt(sign)) return false;
    this.at++;
    return true;
  }

  private expect(sign: string): void {
    if (!this.isNext(sign)) this.isWell = false;
  }

  /** A number, true, false or null: nothing that this reader is asked for. */
  private skipWord(): void {
    this.skipSpace();
    const start = this.at;
    while (this.at < this.source.length && isWordChar(this.source.charCodeAt(this.at))) this.at++;
    if (this.at == start) this.isWell = false;
  }

  private text(): string {
    this.expect('"');
    let text = "";
    while (this.isWell) {
      const unit = this.take();
      if (unit == 0x22) return text;
      if (unit < 0x20) this.isWell = false;
      text += String.fromCharCode(unit == 0x5c ? this.escape() : unit);
    }
    return text;
  }

  /** The next code unit; at the end of the source, 0, which no text may hold. */
  private take(): i32 {
    return this.at < this.source.length ? this.source.charCodeAt(this.at++) : 0;
  }

  private escape(): i32 {
    const sign = String.fromCharCode(this.take());
    if (sign == "u") return this.fourDigits();
    const index = '"\\/bfnrt'.indexOf(sign);
    if (index < 0) this.isWell = false;
    return '"\\/\b\f\n\r\t'.charCodeAt(index);
  }

  private fourDigits(): i32 {
    let unit: i32 = 0;
    for (let i = 0; i < 4; i++) {
      const digit = "0123456789abcdef".indexOf(String.fromCharCode(this.take() | 0x20));
      if (digit < 0) this.isWell = false;
      unit = unit * 16 + digit;
    }
    return unit;
  }
}

function isWordChar(unit: i32): bool {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit == 0x2b || unit == 0x2d || unit == 0x2e || unit == 0x45
  );
}
