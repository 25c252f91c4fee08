-- An object is doomed from the moment in which its deletion cannot be undone until it is gone: what
-- a crash kept from being done in between is done at the next start.
ALTER TABLE object ADD COLUMN is_doomed INTEGER NOT NULL DEFAULT 0 CHECK (is_doomed IN (0, 1));

CREATE INDEX object_doomed ON object (is_doomed) WHERE is_doomed = 1;
