/** The links, in SQL: one for each URL, found by a code that cannot be guessed. */
import { Row, Values, info, sql } from "lapidary-as";

const CREATE_TABLE: string = `
  CREATE TABLE IF NOT EXISTS link (
    code TEXT PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    hits INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS link_by_hits ON link (hits)`;

const INSERT_LINK: string = "INSERT OR IGNORE INTO link (code, url) VALUES (?, ?)";

const SELECT_BY_URL: string = "SELECT code, url, hits FROM link WHERE url = ?";

const SELECT_URL: string = "SELECT url FROM link WHERE code = ?";

const COUNT_HIT: string = "UPDATE link SET hits = hits + 1 WHERE code = ? RETURNING url";

const SELECT_TOP: string = "SELECT code, url, hits FROM link ORDER BY hits DESC, code LIMIT 20";

// 32 characters, none easily taken for another: five bits each.
const ALPHABET: string = "abcdefghijkmnpqrstuvwxyz23456789";
const CODE_LENGTH: i32 = 7;

export class Link {
  isNew: bool = false;

  constructor(
    readonly code: string,
    readonly url: string,
    readonly hits: i64,
  ) {}
}

function linkOf(row: Row): Link {
  return new Link(row.text(0), row.text(1), row.int(2));
}

export function createTable(): void {
  sql.execute(CREATE_TABLE);
}

/** The link to a URL that is there already, or a new one. */
export function shorten(url: string): Link {
  const known = sql.queryRow(SELECT_BY_URL, new Values().text(url));
  if (known != null) return linkOf(known);
  let code = newCode();
  // Two equal codes in 2^35 are rare, and not impossible.
  while (sql.execute(INSERT_LINK, new Values().text(code).text(url)) == 0) code = newCode();
  const link = new Link(code, url, 0);
  link.isNew = true;
  return link;
}

function newCode(): string {
  const random = Uint8Array.wrap(info.random(CODE_LENGTH));
  let code = "";
  for (let i = 0; i < CODE_LENGTH; i++) code += ALPHABET.charAt(random[i] & 31);
  return code;
}

export function find(code: string): string | null {
  return urlIn(sql.queryRow(SELECT_URL, new Values().text(code)));
}

/** The URL, with one hit more. */
export function visit(code: string): string | null {
  return urlIn(sql.queryRow(COUNT_HIT, new Values().text(code)));
}

function urlIn(row: Row | null): string | null {
  return row == null ? null : row.text(0);
}

/** The links that were followed most. */
export function top(): Link[] {
  const links: Link[] = [];
  const rows = sql.query(SELECT_TOP);
  for (let row = rows.next(); row != null; row = rows.next()) links.push(linkOf(row));
  return links;
}
