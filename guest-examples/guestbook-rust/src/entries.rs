//! What people wrote, newest first.

use lapidary::form::Form;
use lapidary::sql::{self, Row};
use lapidary::{values, Result};

const NAME_CHARS_MAX: usize = 80;
const MESSAGE_CHARS_MAX: usize = 2_000;
const PAGE_ENTRIES: usize = 20;

const CREATE_TABLE: &str = "
    CREATE TABLE IF NOT EXISTS entry (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        message TEXT NOT NULL,
        written_at INTEGER NOT NULL
    ) STRICT";

const INSERT_ENTRY: &str = "
    INSERT INTO entry (name, message, written_at)
    VALUES (?, ?, unixepoch())";

const SELECT_PAGE: &str = "
    SELECT id, name, message, strftime('%Y-%m-%d %H:%M', written_at, 'unixepoch')
      FROM entry
     WHERE id < ?
     ORDER BY id DESC
     LIMIT ?";

pub fn create_table() -> Result<()> {
    sql::execute(CREATE_TABLE, &[]).map(drop)
}

pub struct Entry {
    pub id: i64,
    pub name: String,
    pub message: String,
    /// UTC, to the minute.
    pub written_at: String,
}

impl Entry {
    fn of(row: &Row) -> Result<Entry> {
        Ok(Entry {
            id: row.get(0)?,
            name: row.get(1)?,
            message: row.get(2)?,
            written_at: row.get(3)?,
        })
    }
}

/// Some entries, and whether there are older ones.
pub struct Page {
    pub entries: Vec<Entry>,
    pub has_older: bool,
}

impl Page {
    /// What `before` has to be for the next page, if there is one.
    pub fn next_before(&self) -> Option<i64> {
        self.entries.last().filter(|_| self.has_older).map(|entry| entry.id)
    }
}

/// The entries written before that one. One row more than is shown tells whether to go on.
pub fn page(before: i64) -> Result<Page> {
    let mut entries = Vec::new();
    for row in sql::query(SELECT_PAGE, &values![before, PAGE_ENTRIES as i64 + 1])? {
        entries.push(Entry::of(&row?)?);
    }
    let has_older = entries.len() > PAGE_ENTRIES;
    entries.truncate(PAGE_ENTRIES);
    Ok(Page { entries, has_older })
}

/// An entry that may be kept.
pub struct NewEntry {
    name: String,
    message: String,
}

impl NewEntry {
    /// The entry, or what is wrong with it, for the one who wrote it.
    pub fn of(form: &Form) -> std::result::Result<NewEntry, String> {
        Ok(NewEntry {
            name: field(form, "name", NAME_CHARS_MAX)?,
            message: field(form, "message", MESSAGE_CHARS_MAX)?,
        })
    }

    pub fn insert(self) -> Result<()> {
        sql::execute(INSERT_ENTRY, &values![self.name, self.message]).map(drop)
    }
}

fn field(form: &Form, name: &str, chars_max: usize) -> std::result::Result<String, String> {
    let text = form.get(name).unwrap_or("").trim();
    if text.is_empty() {
        return Err(format!("The {} is missing.", name));
    }
    if text.chars().count() > chars_max {
        return Err(format!("The {} may have {} characters at most.", name, chars_max));
    }
    if text.contains('\0') {
        return Err(format!("The {} holds a character that cannot be shown.", name));
    }
    Ok(text.to_string())
}
