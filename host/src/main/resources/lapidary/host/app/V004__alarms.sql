-- When to look at a facet's alarm: never later than it is due, perhaps earlier. The facet's own
-- database decides. A parked row waits until its facet is declared again. A version is given once in
-- the life of a server.
CREATE TABLE alarm (
    namespace_id INTEGER NOT NULL,
    object_name  TEXT NOT NULL,
    facet_name   TEXT NOT NULL,
    due_millis   INTEGER NOT NULL,
    is_parked    INTEGER NOT NULL DEFAULT 0,
    version      INTEGER NOT NULL,
    PRIMARY KEY (namespace_id, object_name, facet_name)
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_due ON alarm (namespace_id, due_millis) WHERE is_parked = 0;

CREATE INDEX alarm_parked ON alarm (namespace_id) WHERE is_parked = 1;
