package lapidary.host.storage;

import java.util.List;
import java.util.stream.Stream;

/** Statements of an attacker who knows SQLite, and some that only look like it. */
final class HostileSql {
    private static final List<String> HIDDEN_NAMES =
            List.of(
                    "SELECT * FROM _lap_kv",
                    "SELECT * FROM _LAP_KV",
                    "SELECT * FROM \"_lap_kv\"",
                    "SELECT * FROM [_Lap_kv]",
                    "SELECT * FROM `_lap_kv`",
                    "SELECT * FROM '_lap_kv'",
                    "SELECT * FROM main._lap_kv",
                    "SELECT * FROM main . /* */ '_lap_kv'",
                    "SELECT * FROM t, '_lap_kv'",
                    "SELECT * FROM ('_lap_kv')",
                    "SELECT (SELECT value FROM _lap_kv)",
                    "WITH x AS (SELECT * FROM _lap_kv) SELECT * FROM x",
                    "INSERT INTO _lap_kv VALUES (x'00', x'00')",
                    "INSERT INTO '_lap_kv' VALUES (x'00', x'00')",
                    "UPDATE _lap_kv SET value = x'00'",
                    "DELETE FROM _lap_kv",
                    "CREATE TABLE _lap_mine (a)",
                    "CREATE TABLE u (_lap_a)",
                    "CREATE TABLE u ('_lap_a')",
                    "CREATE TABLE u AS SELECT * FROM _lap_kv",
                    "CREATE VIEW v AS SELECT * FROM _lap_kv",
                    "CREATE INDEX _lap_i ON t (a)",
                    "CREATE INDEX i ON _lap_kv (value)",
                    "CREATE TRIGGER _lap_t AFTER INSERT ON t BEGIN SELECT 1; END",
                    "CREATE TRIGGER tr AFTER INSERT ON _lap_kv BEGIN SELECT 1; END",
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM _lap_kv; END",
                    "ALTER TABLE t RENAME TO _lap_t",
                    "ALTER TABLE _lap_kv RENAME TO mine",
                    "ALTER TABLE t ADD COLUMN _lap_b",
                    "ALTER TABLE t RENAME COLUMN a TO _lap_a",
                    "DROP TABLE _lap_kv",
                    "DROP INDEX _lap_i",
                    "CREATE VIRTUAL TABLE _lap_f USING fts5(a)",
                    "CREATE VIRTUAL TABLE f USING fts5(a, content='_lap_kv')",
                    "CREATE VIRTUAL TABLE f USING fts5(a, content=_LAP_kv)",
                    "CREATE VIRTUAL TABLE f USING fts5(a, content=\"_lap_kv\")",
                    "ANALYZE _lap_kv",
                    "REINDEX _lap_kv",
                    "PRAGMA table_info(_lap_kv)",
                    "PRAGMA table_info('_lap_kv')",
                    "PRAGMA table_info = _lap_kv",
                    "SELECT * FROM pragma_table_info('_lap_kv')",
                    "EXPLAIN SELECT * FROM _lap_kv");

    private static final List<String> TRANSACTIONS =
            List.of(
                    "BEGIN",
                    "begin immediate",
                    "COMMIT",
                    "END",
                    "ROLLBACK",
                    "SAVEPOINT a",
                    "RELEASE a",
                    "ROLLBACK TO a",
                    "/* x */ BEGIN",
                    "-- x\nBEGIN",
                    "\uFEFFBEGIN",
                    "\f\nBEGIN",
                    "EXPLAIN BEGIN",
                    "EXPLAIN QUERY PLAN BEGIN",
                    "explain/**/begin",
                    "SELECT 1; BEGIN",
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN COMMIT; END",
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; ROLLBACK; END");

    private static final List<String> OTHER_FILES =
            List.of(
                    "ATTACH ':memory:' AS x",
                    "attach database 'x' as y",
                    "DETACH main",
                    "VACUUM",
                    "VACUUM INTO 'copy.db'",
                    "EXPLAIN VACUUM",
                    "EXPLAIN ATTACH 'x' AS y",
                    "SELECT 1; VACUUM",
                    "/**/ATTACH 'x' AS y",
                    "CREATE TEMP TABLE x (a)",
                    "CREATE TEMPORARY VIEW v AS SELECT 1",
                    "CREATE TEMP TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END",
                    "CREATE/**/TEMP/**/TABLE x (a)",
                    "CREATE TABLE temp.x (a)",
                    "CREATE TABLE IF NOT EXISTS \"TEMP\".x (a)",
                    "CREATE VIEW temp.v AS SELECT 1",
                    "CREATE INDEX temp.i ON t (a)",
                    "CREATE VIRTUAL TABLE temp.f USING fts5(a)",
                    "EXPLAIN CREATE TEMP TABLE x (a)",
                    "SELECT * FROM sqlite_temp_schema",
                    "SELECT * FROM temp.sqlite_master",
                    "SELECT * FROM temp.sqlite_schema");

    private static final List<String> OTHER_MODULES =
            List.of(
                    "CREATE VIRTUAL TABLE f USING fts3(a)",
                    "CREATE VIRTUAL TABLE f USING fts4(a)",
                    "CREATE VIRTUAL TABLE f USING \"fts4\"(a)",
                    "CREATE VIRTUAL TABLE f USING dbstat",
                    "CREATE VIRTUAL TABLE f USING fts4aux(t)",
                    "CREATE VIRTUAL TABLE f USING fts3tokenize('simple')",
                    "CREATE VIRTUAL TABLE IF NOT EXISTS main.f USING csv('x')",
                    "SELECT * FROM dbstat",
                    "SELECT * FROM \"DbStat\"",
                    "SELECT * FROM fts3tokenize");

    private static final List<String> PRAGMAS =
            List.of(
                    "PRAGMA journal_mode",
                    "PRAGMA journal_mode = DELETE",
                    "PRAGMA main.journal_mode = DELETE",
                    "PRAGMA \"journal_mode\" = DELETE",
                    "PRAGMA foreign_keys",
                    "PRAGMA foreign_keys = OFF",
                    "PRAGMA writable_schema = ON",
                    "PRAGMA trusted_schema = ON",
                    "PRAGMA wal_checkpoint",
                    "PRAGMA wal_checkpoint(TRUNCATE)",
                    "PRAGMA max_page_count = 1",
                    "PRAGMA page_size = 512",
                    "PRAGMA user_version = 7",
                    "PRAGMA user_version",
                    "PRAGMA cache_size = 1000000",
                    "PRAGMA temp_store_directory = '/'",
                    "PRAGMA database_list",
                    "PRAGMA function_list",
                    "PRAGMA optimize(1)",
                    "PRAGMA temp.table_info(t)",
                    "PRAGMA case_sensitive_like = 2",
                    "PRAGMA case_sensitive_like(maybe)",
                    "PRAGMA table_info(t) ; PRAGMA locking_mode = NORMAL",
                    "EXPLAIN PRAGMA page_size",
                    "SELECT * FROM pragma_user_version",
                    "SELECT * FROM pragma_database_list",
                    "SELECT * FROM \"pragma_function_list\"",
                    "SELECT * FROM 'pragma_function_list'",
                    "SELECT * FROM pragma_wal_checkpoint");

    private static final List<String> OWN_TABLES =
            List.of(
                    "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'CREATE TABLE"
                            + " x (a)')",
                    "UPDATE sqlite_schema SET rootpage = 2",
                    "DELETE FROM sqlite_master",
                    "DELETE FROM main.sqlite_sequence",
                    "INSERT OR REPLACE INTO 'sqlite_sequence' VALUES ('x', 1)",
                    "UPDATE OR IGNORE \"SQLITE_SEQUENCE\" SET seq = 1",
                    "DELETE FROM sqlite_stat1",
                    "DROP TABLE sqlite_stat1",
                    "DROP TABLE IF EXISTS main.sqlite_stat4",
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM sqlite_sequence; END",
                    "WITH x AS (SELECT 1) DELETE FROM sqlite_sequence");

    private static final List<String> TABLES_BEHIND =
            List.of(
                    "UPDATE f_data SET block = x'00'",
                    "DELETE FROM f_content",
                    "INSERT INTO f_config VALUES ('a', 1)",
                    "DROP TABLE f_data",
                    "CREATE TRIGGER tr AFTER INSERT ON f_docsize BEGIN SELECT 1; END",
                    "ALTER TABLE f_idx RENAME TO mine",
                    "UPDATE r_node SET data = x'00'");

    private static final List<String> MIXED =
            List.of(
                    "SELECT 1 WHERE 1 IN (SELECT 1 FROM t, '_lap_kv')",
                    "SELECT * FROM t WHERE a IN (SELECT value FROM t, '_lap_kv' AS x)",
                    "CREATE VIEW v AS SELECT 1 WHERE 1 IN (SELECT 1 FROM t, '_lap_kv')",
                    "SELECT load_extension('x') AS materialized",
                    "CREATE VIEW v AS SELECT reverse('x') AS materialized",
                    "SELECT reverse('x') AS not",
                    "ANALYZE temp",
                    "ANALYZE \"temp\"",
                    "ANALYZE main",
                    "ANALYZE temp.t",
                    "PRAGMA index_info(sqlite_autoindex__lap_kv_1)",
                    "PRAGMA index_xinfo(sqlite_autoindex__lap_meta_1)",
                    "REINDEX sqlite_autoindex__lap_meta_1",
                    "REINDEX",
                    "SELECT * FROM pragma_table_info('_la'||'p_kv')",
                    "SELECT * FROM pragma_table_xinfo('t','temp')",
                    "CREATE VIEW v AS SELECT * FROM sqlite_temp_schema",
                    "CREATE VIEW v AS SELECT * FROM temp.sqlite_schema",
                    "CREATE TRIGGER tr AFTER INSERT ON sqlite_schema BEGIN SELECT 1; END",
                    "CREATE TABLE c (a REFERENCES '_lap_kv'(key) ON DELETE CASCADE)",
                    "CREATE TABLE sqlite_x (a)",
                    "DROP TABLE temp.x",
                    "ALTER TABLE temp.t RENAME TO x",
                    "CREATE VIRTUAL TABLE v USING fts5vocab(temp, f, row)",
                    "CREATE VIRTUAL TABLE f2 USING fts5(a, content='sqlite_temp_schema')",
                    "CREATE VIRTUAL TABLE f2 USING fts5(a, content='f_data')",
                    "CREATE VIRTUAL TABLE f2 USING fts5(key, value, content='_lap'_kv')",
                    "CREATE VIRTUAL TABLE f2 USING fts5(a, content='x',"
                            + " content_rowid='(select value from _lap_kv)')",
                    "CREATE VIRTUAL TABLE f2 USING rtree(id, x0, x1, +a DEFAULT"
                            + " (load_extension('x')))",
                    "SELECT * FROM f WHERE f MATCH 'x' AND rank MATCH 'bm25((select value"
                            + " from t))'",
                    "SELECT * FROM f WHERE f MATCH 'x' AND rank MATCH 'bm25(1); select'",
                    "INSERT INTO f(f, rank) VALUES('rank', 'bm25(1.0, load_extension(1))')",
                    "INSERT INTO f(f, rank) VALUES('rank', 'fts5_get_locale(0)')",
                    "SELECT * FROM f('x')",
                    "SELECT fts5(?)",
                    "SELECT fts5_locale('en','x')",
                    "SELECT highlight(f,0,'a','b') FROM f WHERE f MATCH 'x'",
                    "EXPLAIN SELECT highlight(f,0,'a','b') FROM f WHERE f MATCH 'x'",
                    "SELECT 1 IN main.'_lap_kv'",
                    "SELECT * FROM main.[_lap_kv]",
                    "WITH _lap_x AS (SELECT 1) SELECT 1",
                    "SELECT 1 AS '_lap_kv'",
                    "SELECT EXISTS (SELECT 1 FROM \"_lap_kv\")",
                    "DELETE FROM t WHERE a = 1 ORDER BY a LIMIT 1",
                    "UPDATE t SET a = 1 FROM '_lap_kv'",
                    "INSERT INTO t SELECT * FROM '_lap_kv' RETURNING *",
                    "SELECT \"_lap_kv\".value FROM t",
                    "SELECT * FROM t NATURAL JOIN '_lap_kv'",
                    "SELECT * FROM t INDEXED BY '_lap_i'",
                    "SELECT a FROM t GROUP BY '_lap_kv'",
                    "SELECT count(*) FROM sqlite_schema, sqlite_stat1",
                    "SELECT subtype(1)",
                    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t",
                    "SELECT a REGEXP 'x' FROM t",
                    "SELECT left('x')",
                    "SELECT \"left\"('x')",
                    "SELECT main.reverse('x')",
                    "SELECT * FROM reverse('x')",
                    "CREATE INDEX i2 ON t (a) WHERE reverse(a) = 1",
                    "CREATE INDEX i2 ON t (reverse(a))",
                    "CREATE TABLE z (a DEFAULT (reverse('x')))",
                    "CREATE TABLE z (a, b AS (reverse(a)))",
                    "CREATE TABLE z (a CHECK (reverse(a)))",
                    "CREATE TRIGGER tr2 AFTER INSERT ON t WHEN reverse('x') BEGIN SELECT 1; END",
                    "ALTER TABLE t ADD COLUMN z DEFAULT (reverse('x'))",
                    "SELECT CAST(1 AS reverse(2))",
                    "PRAGMA table_info = 'sqlite_temp_schema'",
                    "PRAGMA quick_check('sqlite_temp_schema')",
                    "PRAGMA foreign_key_check('sqlite_schema')",
                    "SELECT * FROM pragma_quick_check('t','temp')",
                    "SELECT * FROM pragma_quick_check('main')",
                    "SELECT * FROM json_each('[1]', '$')",
                    "SELECT sum(1) FILTER (WHERE 1) OVER (ORDER BY 1 GROUPS 1 PRECEDING"
                            + " EXCLUDE TIES)");

    private HostileSql() {}

    /** Names of the host's. */
    static List<String> hiddenNames() {
        return HIDDEN_NAMES;
    }

    /** Transactions, which are the host's affair. */
    static List<String> transactions() {
        return TRANSACTIONS;
    }

    /** Other files, and temporary objects. */
    static List<String> otherFiles() {
        return OTHER_FILES;
    }

    /** Virtual tables that are not on the list. */
    static List<String> otherModules() {
        return OTHER_MODULES;
    }

    /** Pragmas that are not on the list. */
    static List<String> pragmas() {
        return PRAGMAS;
    }

    /** Changes of SQLite's own tables. */
    static List<String> ownTables() {
        return OWN_TABLES;
    }

    /** Changes of the tables behind the virtual tables f and r. */
    static List<String> tablesBehind() {
        return TABLES_BEHIND;
    }

    static List<String> all() {
        return Stream.of(
                        MIXED,
                        HIDDEN_NAMES,
                        TRANSACTIONS,
                        OTHER_FILES,
                        OTHER_MODULES,
                        PRAGMAS,
                        OWN_TABLES,
                        TABLES_BEHIND)
                .flatMap(List::stream)
                .toList();
    }
}
