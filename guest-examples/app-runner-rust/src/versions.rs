//! The versions of the app that can be gone back to, with their code: the host forgets a module
//! that no facet runs any more.

use lapidary::sql::{self, Row};
use lapidary::{values, Result};

const VERSIONS_KEPT: i64 = 10;

const CREATE_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS version (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        digest TEXT NOT NULL,
        wasm BLOB NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS app (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        current INTEGER NOT NULL,
        life INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS used (
        life INTEGER PRIMARY KEY,
        events INTEGER NOT NULL,
        fuel INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO app (id, current, life) VALUES (1, 0, 1)";

const INSERT_VERSION: &str = "
    INSERT INTO version (digest, wasm)
    VALUES (?, ?)
    RETURNING number, digest, length(wasm)";

const DELETE_OLD: &str = "DELETE FROM version WHERE number <= ?";

const SELECT_VERSION: &str = "
    SELECT number, digest, length(wasm)
      FROM version
     WHERE number = ?";

const SELECT_CURRENT: &str = "
    SELECT number, digest, length(wasm)
      FROM version
     WHERE number = (SELECT current FROM app)";

const SELECT_ALL: &str = "SELECT number, digest, length(wasm) FROM version ORDER BY number";

const SELECT_WASM: &str = "SELECT wasm FROM version WHERE number = ?";

const SET_CURRENT: &str = "UPDATE app SET current = ?";

/// What is used from here on is another life's.
const CLEAR: &str = "
    DELETE FROM version;
    UPDATE app SET current = 0, life = life + 1";

pub struct Version {
    pub number: i64,
    pub digest: String,
    pub size: i64,
}

impl Version {
    fn of(row: &Row) -> Result<Version> {
        Ok(Version { number: row.get(0)?, digest: row.get(1)?, size: row.get(2)? })
    }
}

pub fn create_tables() -> Result<()> {
    sql::execute(CREATE_TABLES, &[]).map(drop)
}

pub fn add(digest: &str, wasm: &[u8]) -> Result<Version> {
    let mut added = sql::query(INSERT_VERSION, &values![digest, wasm])?;
    let version = Version::of(&added.next().expect("what was inserted")?)?;
    sql::execute(DELETE_OLD, &values![version.number - VERSIONS_KEPT])?;
    Ok(version)
}

pub fn find(number: i64) -> Result<Option<Version>> {
    sql::query_row(SELECT_VERSION, &values![number])?.map(|row| Version::of(&row)).transpose()
}

/// What is to run, whether or not it does.
pub fn current() -> Result<Option<Version>> {
    sql::query_row(SELECT_CURRENT, &[])?.map(|row| Version::of(&row)).transpose()
}

pub fn list() -> Result<Vec<Version>> {
    sql::query(SELECT_ALL, &[])?.map(|row| Version::of(&row?)).collect()
}

pub fn wasm(number: i64) -> Result<Vec<u8>> {
    match sql::query_row(SELECT_WASM, &values![number])? {
        Some(row) => row.get(0),
        None => Ok(Vec::new()),
    }
}

pub fn set_current(number: i64) -> Result<()> {
    sql::execute(SET_CURRENT, &values![number]).map(drop)
}

pub fn clear() -> Result<()> {
    sql::execute(CLEAR, &[]).map(drop)
}
