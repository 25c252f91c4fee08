/**
 * This facet's own SQLite database.
 *
 * ```ts
 * sql.execute("INSERT INTO person (name, age) VALUES (?, ?)", new Values().text(name).int(37));
 * const rows = sql.query("SELECT name, age FROM person");
 * for (let row = rows.next(); row; row = rows.next()) {
 *   const line = `${row.text(0)} is ${row.int(1)}`;
 * }
 * ```
 */
import { Reader, Writer, at, bytesOf, textOf } from "./bytes";
import {
  sql_begin,
  sql_close,
  sql_columns,
  sql_commit,
  sql_database_size,
  sql_exec,
  sql_next,
  sql_row_size,
  sql_rollback,
  sql_rows_read,
  sql_rows_written,
} from "./imports";
import { Code, Result, check, check64 } from "./result";

const NULL: i32 = 0;
const INTEGER: i32 = 1;
const REAL: i32 = 2;
const TEXT: i32 = 3;
const BLOB: i32 = 4;

/** Arguments for a statement, in their order. */
export class Values {
  private readonly writer: Writer = new Writer();

  null(): Values {
    this.writer.putByte(NULL);
    return this;
  }

  int(number: i64): Values {
    this.writer.putByte(INTEGER);
    this.writer.putInt64(number);
    return this;
  }

  real(number: f64): Values {
    this.writer.putByte(REAL);
    this.writer.putFloat64(number);
    return this;
  }

  text(text: string): Values {
    this.writer.putByte(TEXT);
    this.writer.putText(text);
    return this;
  }

  blob(bytes: ArrayBuffer): Values {
    this.writer.putByte(BLOB);
    this.writer.putItem(bytes);
    return this;
  }

  encoded(): ArrayBuffer {
    return this.writer.bytes();
  }
}

/** A value as SQLite keeps it. */
export class Value {
  private constructor(
    private readonly tag: i32,
    private readonly integer: i64,
    private readonly float: f64,
    private readonly bytes: ArrayBuffer | null,
  ) {}

  static read(reader: Reader): Value {
    const tag: i32 = reader.byte();
    switch (tag) {
      case NULL:
        return new Value(tag, 0, 0, null);
      case INTEGER:
        return new Value(tag, reader.int64(), 0, null);
      case REAL:
        return new Value(tag, 0, reader.float64(), null);
      case TEXT:
      case BLOB:
        return new Value(tag, 0, 0, reader.item());
      default:
        throw new Error(`no value has the tag ${tag}`);
    }
  }

  get isNull(): bool {
    return this.tag == NULL;
  }

  get int(): i64 {
    this.must(this.tag == INTEGER, "an integer");
    return this.integer;
  }

  get real(): f64 {
    this.must(this.tag == REAL || this.tag == INTEGER, "a number");
    return this.tag == REAL ? this.float : <f64>this.integer;
  }

  get text(): string {
    this.must(this.tag == TEXT, "text");
    return textOf(this.bytes!);
  }

  get blob(): ArrayBuffer {
    this.must(this.tag == TEXT || this.tag == BLOB, "a blob");
    return this.bytes!;
  }

  private must(fits: bool, wanted: string): void {
    if (!fits) throw new Error(`the column is not ${wanted}`);
  }
}

/** One row. Reading a column as what it is not ends the event as failed. */
export class Row {
  constructor(readonly values: Value[]) {}

  isNull(index: i32): bool {
    return this.values[index].isNull;
  }

  int(index: i32): i64 {
    return this.values[index].int;
  }

  real(index: i32): f64 {
    return this.values[index].real;
  }

  text(index: i32): string {
    return this.values[index].text;
  }

  blob(index: i32): ArrayBuffer {
    return this.values[index].blob;
  }
}

/** The rows of a statement, read from the host by the page. */
export class Rows {
  private buffer: ArrayBuffer = new ArrayBuffer(4096);
  private page: Reader = new Reader(new ArrayBuffer(0));
  private readonly columnCount: i32;

  constructor(private readonly cursor: i32) {
    this.columnCount = this.columns.length;
  }

  get columns(): string[] {
    const size = check(sql_columns(this.cursor, 0, 0));
    const names = new ArrayBuffer(size);
    check(sql_columns(this.cursor, at(names), size));
    return new Reader(names).texts();
  }

  /** The next row, or null at the end. */
  next(): Row | null {
    if (this.page.isAtEnd) this.nextPage();
    if (this.page.isAtEnd) return null;
    const values: Value[] = [];
    for (let i = 0; i < this.columnCount; i++) values.push(Value.read(this.page));
    return new Row(values);
  }

  private nextPage(): void {
    let size = this.fillBuffer();
    if (size == Code.TOO_SMALL) {
      this.buffer = new ArrayBuffer(check(sql_row_size(this.cursor)));
      size = this.fillBuffer();
    }
    this.page = new Reader(this.buffer.slice(0, check(size)));
  }

  private fillBuffer(): i32 {
    return sql_next(this.cursor, at(this.buffer), this.buffer.byteLength);
  }

  get rowsRead(): i64 {
    return check64(sql_rows_read(this.cursor));
  }

  get rowsWritten(): i64 {
    return check64(sql_rows_written(this.cursor));
  }

  /** Gives the cursor back; the event's end does, too. */
  close(): void {
    check(sql_close(this.cursor));
  }
}

/** Runs every statement of the text. The values bind to the last one; the rows are its rows. */
export function tryQuery(text: string, values: Values = new Values()): Result<Rows> {
  const sql = bytesOf(text);
  const args = values.encoded();
  const cursor = sql_exec(at(sql), sql.byteLength, at(args), args.byteLength);
  return cursor < 0 ? Result.failed<Rows>(cursor) : Result.of<Rows>(new Rows(cursor));
}

export function query(text: string, values: Values = new Values()): Rows {
  return tryQuery(text, values).value;
}

/** The first row, if there is one. */
export function queryRow(text: string, values: Values = new Values()): Row | null {
  const rows = query(text, values);
  const row = rows.next();
  rows.close();
  return row;
}

/** Runs statements for their effect: how many rows the last one changed. */
export function execute(text: string, values: Values = new Values()): i64 {
  const rows = query(text, values);
  const written = rows.rowsWritten;
  rows.close();
  return written;
}

/** Opens a savepoint: what follows is kept with `commit`, undone with `rollback`. They nest. */
export function begin(): void {
  check(sql_begin());
}

export function commit(): void {
  check(sql_commit());
}

export function rollback(): void {
  check(sql_rollback());
}

/** Bytes that the database uses. */
export function databaseSize(): i64 {
  return check64(sql_database_size());
}
