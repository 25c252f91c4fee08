-- What a facet used in an hour since 1970. A part is another number each time that a facet's file
-- began to count the hour; parts add up. Names, not ids: what was used outlives the namespace.
CREATE TABLE usage (
    namespace    TEXT NOT NULL,
    object       TEXT NOT NULL,
    facet        TEXT NOT NULL,
    hour         INTEGER NOT NULL,
    part         INTEGER NOT NULL,
    since_millis INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL,
    events       INTEGER NOT NULL,
    failures     INTEGER NOT NULL,
    wakes        INTEGER NOT NULL,
    fuel         INTEGER NOT NULL,
    host_fuel    INTEGER NOT NULL,
    sql_fuel     INTEGER NOT NULL,
    sql_steps    INTEGER NOT NULL,
    rows_read    INTEGER NOT NULL,
    rows_written INTEGER NOT NULL,
    bytes_in     INTEGER NOT NULL,
    bytes_out    INTEGER NOT NULL,
    PRIMARY KEY (namespace, object, facet, hour, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_hour ON usage (hour);
