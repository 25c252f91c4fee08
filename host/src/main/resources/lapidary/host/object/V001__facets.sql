-- The tree of an object's facets. AUTOINCREMENT: a number, and the file named after it, is never
-- given to another facet.
CREATE TABLE _lap_facet (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL UNIQUE,
    options TEXT
) STRICT;
