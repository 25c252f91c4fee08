-- What a name means: its digest and what there is to say of the module, as JSON.
CREATE TABLE module (
    name TEXT PRIMARY KEY,
    info TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a namespace's number is part of paths and is never given to another.
CREATE TABLE namespace (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE object (
    namespace_id       INTEGER NOT NULL REFERENCES namespace (id),
    name               TEXT NOT NULL,
    id                 TEXT NOT NULL,
    last_active_millis INTEGER NOT NULL,
    PRIMARY KEY (namespace_id, name)
) STRICT, WITHOUT ROWID;

-- Which modules facets of objects were set to run, by name or digest. An entry may outlive a crash
-- without its facet; never the other way round.
CREATE TABLE module_use (
    module       TEXT NOT NULL,
    namespace_id INTEGER NOT NULL,
    object_name  TEXT NOT NULL,
    facet_name   TEXT NOT NULL,
    PRIMARY KEY (module, namespace_id, object_name, facet_name)
) STRICT, WITHOUT ROWID;
