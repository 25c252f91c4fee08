-- Who may do what. A secret is kept as its SHA-256 only; namespaces are a JSON list, empty for all.
CREATE TABLE token (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    secret_sha256  BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    role           TEXT NOT NULL CHECK (role IN ('admin', 'deploy', 'invoke')),
    namespaces     TEXT NOT NULL,
    created_millis INTEGER NOT NULL,
    expires_millis INTEGER,
    -- Days since 1970-01-01: when a token was used is nobody's business to the second.
    last_used_day  INTEGER
) STRICT, WITHOUT ROWID;
