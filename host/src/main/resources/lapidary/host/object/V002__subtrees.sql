-- A facet may have facets below it, each named apart from the others of the same parent; those of
-- the object itself have the parent 0. The numbers that were given so far stay given.
CREATE TABLE _lap_facet_2 (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    parent  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    options TEXT,
    UNIQUE (parent, name)
) STRICT;

INSERT INTO _lap_facet_2 (id, parent, name, options)
SELECT id, 0, name, options
  FROM _lap_facet;

DELETE FROM sqlite_sequence
 WHERE name = '_lap_facet_2';

UPDATE sqlite_sequence
   SET name = '_lap_facet_2'
 WHERE name = '_lap_facet';

DROP TABLE _lap_facet;

ALTER TABLE _lap_facet_2 RENAME TO _lap_facet;
