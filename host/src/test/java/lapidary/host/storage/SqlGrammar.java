package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random statements: sound ones from a grammar, with names that are not for guests strewn in,
 * hostile ones from a corpus, and both with their tokens changed.
 */
final class SqlGrammar {
    private static final List<String> TABLES =
            List.of("t", "u", "p", "c", "f", "fx", "r", "v", "seq", "vocab");
    private static final List<String> COLUMNS = List.of("a", "b", "id", "n", "x0", "rowid", "key");
    private static final List<String> FORBIDDEN_NAMES =
            List.of(
                    "_lap_kv",
                    "_LAP_kv",
                    "_lap_meta",
                    "_lap_alarm",
                    "_lap_zero",
                    "_lap_x",
                    "sqlite_temp_schema",
                    "sqlite_temp_master",
                    "sqlite_schema",
                    "sqlite_master",
                    "sqlite_sequence",
                    "sqlite_stat1",
                    "sqlite_stat4",
                    "sqlite_autoindex__lap_kv_1",
                    "f_data",
                    "f_config",
                    "f_idx",
                    "r_node",
                    "r_rowid",
                    "dbstat",
                    "fts3tokenize",
                    "pragma_database_list",
                    "pragma_journal_mode",
                    "pragma_user_version",
                    "pragma_table_info",
                    "pragma_function_list",
                    "temp",
                    "main",
                    "aux");
    private static final List<String> FUNCTIONS =
            List.of(
                    "abs",
                    "coalesce",
                    "count",
                    "max",
                    "sum",
                    "group_concat",
                    "json_group_array",
                    "json_extract",
                    "json_object",
                    "printf",
                    "replace",
                    "instr",
                    "hex",
                    "random",
                    "changes",
                    "last_insert_rowid",
                    "date",
                    "substr",
                    "typeof",
                    "zeroblob",
                    "lag",
                    "row_number",
                    "highlight",
                    "bm25",
                    "snippet",
                    "if",
                    "iif",
                    "glob",
                    "like",
                    "load_extension",
                    "sqlite_version",
                    "fts3_tokenizer",
                    "reverse",
                    "stdev",
                    "sqlite_log",
                    "subtype",
                    "rtreecheck",
                    "fts5",
                    "matchinfo",
                    "unistr",
                    "fts5_get_locale",
                    "sqlite_rename_table",
                    "optimize",
                    "left",
                    "percentile",
                    "sqlite_compileoption_get",
                    "readfile",
                    "writefile",
                    "edit");
    private static final List<String> KEYWORDS =
            List.of(
                    "abort",
                    "action",
                    "after",
                    "analyze",
                    "asc",
                    "attach",
                    "before",
                    "begin",
                    "by",
                    "cascade",
                    "cast",
                    "conflict",
                    "cross",
                    "current",
                    "database",
                    "deferred",
                    "desc",
                    "detach",
                    "do",
                    "each",
                    "end",
                    "exclude",
                    "explain",
                    "fail",
                    "first",
                    "following",
                    "for",
                    "full",
                    "generated",
                    "glob",
                    "if",
                    "ignore",
                    "immediate",
                    "indexed",
                    "initially",
                    "inner",
                    "instead",
                    "key",
                    "last",
                    "left",
                    "like",
                    "match",
                    "materialized",
                    "natural",
                    "no",
                    "of",
                    "offset",
                    "others",
                    "outer",
                    "over",
                    "partition",
                    "plan",
                    "pragma",
                    "preceding",
                    "query",
                    "raise",
                    "range",
                    "recursive",
                    "reindex",
                    "release",
                    "rename",
                    "replace",
                    "restrict",
                    "right",
                    "rollback",
                    "row",
                    "rows",
                    "savepoint",
                    "temp",
                    "temporary",
                    "ties",
                    "trigger",
                    "unbounded",
                    "vacuum",
                    "view",
                    "virtual",
                    "window",
                    "with",
                    "within",
                    "without",
                    "select",
                    "from",
                    "where",
                    "as",
                    "on",
                    "in",
                    "is",
                    "not",
                    "and",
                    "or",
                    "union",
                    "values",
                    "into",
                    "set",
                    "table",
                    "index",
                    "default",
                    "check");
    private static final List<String> PRAGMAS =
            List.of(
                    "journal_mode",
                    "locking_mode",
                    "foreign_keys",
                    "writable_schema",
                    "temp_store",
                    "temp_store_directory",
                    "wal_checkpoint",
                    "user_version",
                    "page_size",
                    "case_sensitive_like",
                    "recursive_triggers",
                    "legacy_alter_table",
                    "defer_foreign_keys",
                    "ignore_check_constraints",
                    "reverse_unordered_selects",
                    "table_info",
                    "index_list",
                    "quick_check",
                    "foreign_key_check",
                    "optimize",
                    "table_list",
                    "query_only",
                    "trusted_schema",
                    "hard_heap_limit",
                    "mmap_size",
                    "database_list",
                    "function_list",
                    "incremental_vacuum",
                    "shrink_memory",
                    "schema_version",
                    "application_id",
                    "max_page_count",
                    "synchronous");
    private static final List<String> PRAGMA_VALUES =
            List.of(
                    "ON",
                    "off",
                    "1",
                    "0",
                    "2",
                    "-1",
                    "'on'",
                    "\"yes\"",
                    "[no]",
                    "t",
                    "'t'",
                    "_lap_kv",
                    "'_lap_kv'",
                    "temp",
                    "DELETE",
                    "MEMORY",
                    "'/tmp'",
                    "NORMAL",
                    "0x1",
                    "main",
                    "sqlite_schema",
                    "1e3",
                    "+1",
                    "null",
                    "?");
    private static final List<String> BLANKS =
            List.of(
                    " ",
                    " ",
                    " ",
                    " ",
                    "\n",
                    "\t",
                    "\f",
                    " \u000B",
                    "\r\n",
                    "/**/",
                    "/* ; ' */",
                    "-- ; x\n",
                    " \uFEFF ",
                    "/*/**/",
                    "--\n",
                    "/* -- */",
                    "\u00A0",
                    "");

    private final Random random;
    private final List<String> corpus;
    private int depth;

    /** Without any name that is not for guests, so that more statements run. */
    private boolean clean;

    private boolean sound;

    SqlGrammar(Random random, List<String> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    String text() {
        depth = 0;
        clean = !one(3);
        sound = false;
        int kind = random.nextInt(100);
        String text;
        if (kind < 65) {
            text = statement();
        } else if (kind < 73) {
            text = pick(corpus);
        } else if (kind < 82) {
            text =
                    statement()
                            + ";"
                            + blank()
                            + (random.nextBoolean() ? statement() : pick(corpus));
        } else {
            text = mutated(random.nextBoolean() ? statement() : pick(corpus));
        }
        return random.nextInt(16) == 0
                ? "EXPLAIN " + (random.nextBoolean() ? "QUERY PLAN " : "") + text
                : text;
    }

    private String statement() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> select();
            case 5, 6 -> insert();
            case 7 -> update();
            case 8 -> delete();
            case 9, 10, 11 -> create();
            case 12 -> alter();
            case 13 -> drop();
            case 14 -> pragma();
            default -> maintenance();
        };
    }

    private String select() {
        if (depth > 3) {
            return "SELECT 1";
        }
        if (clean && !one(3)) {
            return soundSelect();
        }
        depth++;
        var sql = new StringBuilder();
        if (one(6)) {
            sql.append("WITH ").append(one(4) ? "RECURSIVE " : "").append(name());
            sql.append(one(3) ? "(a, b)" : "").append(" AS ");
            sql.append(one(4) ? pick(List.of("MATERIALIZED ", "NOT MATERIALIZED ")) : "");
            sql.append('(').append(select()).append(") ");
        }
        sql.append("SELECT ").append(one(8) ? "DISTINCT " : "").append(list(this::result));
        if (!one(6)) {
            sql.append(" FROM ").append(source());
            for (int n = random.nextInt(3); n > 0; n--) {
                sql.append(
                        pick(
                                List.of(
                                        ", ",
                                        " JOIN ",
                                        " LEFT JOIN ",
                                        " NATURAL JOIN ",
                                        " CROSS JOIN ")));
                sql.append(source());
            }
        }
        sql.append(one(2) ? " WHERE " + expression() : "");
        sql.append(one(6) ? " GROUP BY " + list(this::expression) : "");
        sql.append(one(20) ? " HAVING " + expression() : "");
        sql.append(one(20) ? " WINDOW w AS (ORDER BY a)" : "");
        sql.append(
                one(8)
                        ? pick(List.of(" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT "))
                                + select()
                        : "");
        sql.append(one(5) ? " ORDER BY " + list(this::expression) : "");
        sql.append(one(6) ? " LIMIT " + random.nextInt(5) : "");
        depth--;
        return sql.toString();
    }

    /** One that SQLite has nothing against: of one table with a column a, or of none. */
    private String soundSelect() {
        boolean nested = depth > 0;
        boolean wasSound = sound;
        sound = true;
        depth++;
        var sql = new StringBuilder("SELECT ").append(one(6) ? "count(a), " : "");
        if (nested) {
            sql = new StringBuilder("SELECT ");
        }
        sql.append(expression()).append(!nested && one(2) ? ", " + expression() + " AS b" : "");
        sql.append(" FROM ")
                .append(pick(List.of("t", "u", "f", "fx", "v", "seq", "n1", "n2", "n3", "n4")));
        sql.append(one(2) ? " WHERE " + expression() : "");
        sql.append(one(5) ? " GROUP BY a" : "");
        sql.append(one(4) ? " ORDER BY 1" : "");
        sql.append(one(4) ? " LIMIT " + random.nextInt(5) : "");
        depth--;
        sound = wasSound;
        return sql.toString();
    }

    private String result() {
        return switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> clean ? "a" : table() + ".*";
            case 2 -> expression() + " AS " + name();
            default -> expression();
        };
    }

    private String source() {
        return switch (random.nextInt(30)) {
            case 0, 10, 11, 12 -> "(" + select() + ")" + (one(2) ? " AS x" : "");
            case 1 -> "main." + table();
            case 2 -> (clean ? "" : "temp.") + table();
            case 3 ->
                    pick(
                                    List.of(
                                            "json_each",
                                            "json_tree",
                                            "pragma_table_info",
                                            "pragma_table_list",
                                            "pragma_index_info",
                                            "pragma_user_version",
                                            "dbstat",
                                            "generate_series",
                                            "f"))
                            + "("
                            + list(this::expression)
                            + ")";
            case 4 -> table() + (clean ? "" : " INDEXED BY " + name());
            case 5 -> "(" + table() + ")";
            default -> table() + (one(4) ? " AS " + name() : "");
        };
    }

    private String expression() {
        if (depth > 5) {
            return literal();
        }
        depth++;
        String made =
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3 -> column();
                    case 4, 5, 6 -> literal();
                    case 7 ->
                            expression()
                                    + " "
                                    + pick(
                                            List.of(
                                                    "+",
                                                    "-",
                                                    "*",
                                                    "/",
                                                    "||",
                                                    "=",
                                                    "<",
                                                    "IS",
                                                    "AND",
                                                    "OR",
                                                    "LIKE",
                                                    "GLOB",
                                                    sound ? "=" : "MATCH",
                                                    sound ? "<>" : "REGEXP",
                                                    sound ? ">" : "->",
                                                    sound ? ">=" : "->>",
                                                    "IS NOT",
                                                    "&",
                                                    "<<",
                                                    "%"))
                                    + " "
                                    + expression();
                    case 8, 9, 10 -> call();
                    case 11 -> "(" + select() + ")";
                    case 12 -> "EXISTS (" + select() + ")";
                    case 13 ->
                            expression()
                                    + " IN ("
                                    + (one(2) ? select() : list(this::expression))
                                    + ")";
                    case 14 -> expression() + (sound ? " IN (" + select() + ")" : " IN " + table());
                    case 15 ->
                            "CASE "
                                    + expression()
                                    + " WHEN "
                                    + literal()
                                    + " THEN "
                                    + expression()
                                    + " END";
                    case 16 ->
                            "CAST("
                                    + expression()
                                    + " AS "
                                    + pick(List.of("TEXT", "INTEGER", "BLOB", "x(1)"))
                                    + ")";
                    case 17 ->
                            expression()
                                    + " COLLATE "
                                    + pick(
                                            List.of(
                                                    "NOCASE",
                                                    "BINARY",
                                                    "rtrim",
                                                    clean ? "BINARY" : "_lap_c"));
                    case 18 -> clean ? literal() : "(" + expression() + ", " + expression() + ")";
                    default -> expression() + " BETWEEN " + literal() + " AND " + literal();
                };
        depth--;
        return made;
    }

    private String call() {
        if (clean || !one(4)) {
            return calls();
        }
        String arguments =
                one(10) ? "*" : one(8) ? "DISTINCT " + expression() : list(this::expression);
        String call = quoted(pick(FUNCTIONS)) + (one(10) ? blank() : "") + "(" + arguments + ")";
        call += one(12) ? " FILTER (WHERE " + expression() + ")" : "";
        return call
                + (one(10)
                        ? " OVER (PARTITION BY " + expression() + " ORDER BY a)"
                        : one(30) ? " OVER w" : "");
    }

    /** Calls that are in order. */
    private String calls() {
        String e = expression();
        int call = random.nextInt(14);
        boolean aggregates = call == 2 || call == 3 || call == 10;
        return switch (sound && aggregates ? 11 : call) {
            case 0 -> "abs(" + e + ")";
            case 1 -> "coalesce(" + e + ", 1)";
            case 2 -> "count(" + e + ")";
            case 3 -> "json_group_array(" + e + ")";
            case 4 -> "json_array(" + e + ", '_lap_kv')";
            case 5 -> "replace(a, 'x', " + e + ")";
            case 6 -> "printf('%s %d', a, " + e + ")";
            case 7 -> "hex(" + e + ")";
            case 8 -> "changes() + last_insert_rowid()";
            case 9 -> "date('now', '-1 day')";
            case 10 -> "group_concat(" + e + ", ',')";
            case 11 -> "typeof(" + e + ")";
            case 12 -> "max(" + e + ", random())";
            default -> "substr(" + e + ", 1, 3)";
        };
    }

    private String column() {
        if (sound) {
            return "a";
        }
        if (!one(5)) {
            return "a";
        }
        return one(5) && !clean
                ? table() + "." + quoted(pick(COLUMNS))
                : one(12) ? name() : quoted(pick(COLUMNS));
    }

    private String literal() {
        return pick(
                List.of(
                        "1",
                        "0",
                        "-1",
                        "NULL",
                        "'a'",
                        "2",
                        "3",
                        "'y'",
                        "'z'",
                        "'_lap_kv'",
                        "x'00'",
                        "1.5",
                        "9223372036854775807",
                        "1_000",
                        "0xff",
                        "'[1,{\"a\":2}]'",
                        "'it''s'",
                        "\"dq\"",
                        "TRUE",
                        "CURRENT_TIMESTAMP",
                        "'x'",
                        "'%'",
                        "'rebuild'",
                        "'main'",
                        "''",
                        "'temp'",
                        "'delete'",
                        "'$.a'"));
    }

    private String insert() {
        String into =
                pick(
                        List.of(
                                "INSERT INTO ",
                                "REPLACE INTO ",
                                "INSERT OR IGNORE INTO ",
                                "INSERT OR ROLLBACK INTO "));
        String table = table();
        String columns =
                one(3)
                        ? "("
                                + (one(3) ? table : quoted(pick(COLUMNS)))
                                + (one(2) ? ", b" : "")
                                + ")"
                        : "";
        String rows =
                one(4)
                        ? select()
                        : one(8) ? "DEFAULT VALUES" : "VALUES (" + list(this::expression) + ")";
        String upsert =
                one(8)
                        ? " ON CONFLICT DO UPDATE SET a = " + expression()
                        : one(12) ? " ON CONFLICT (id) DO NOTHING" : "";
        return into
                + (one(10) ? "main." : "")
                + table
                + columns
                + " "
                + rows
                + upsert
                + returning();
    }

    private String update() {
        return "UPDATE "
                + (one(8) ? "OR REPLACE " : "")
                + table()
                + " SET "
                + quoted(pick(COLUMNS))
                + " = "
                + expression()
                + (one(6) ? " FROM " + source() : "")
                + (one(2) ? " WHERE " + expression() : "")
                + returning();
    }

    private String delete() {
        return "DELETE FROM "
                + table()
                + (one(3) ? "" : " WHERE " + expression())
                + returning()
                + (one(10) ? " LIMIT 1" : "");
    }

    private String returning() {
        return one(6) ? " RETURNING " + list(this::result) : "";
    }

    private String create() {
        String temp = one(12) ? "TEMP " : "";
        String name = (one(10) ? pick(List.of("main.", "temp.", "\"temp\".")) : "") + fresh();
        String there = one(6) ? "IF NOT EXISTS " : "";
        return switch (random.nextInt(6)) {
            case 0 ->
                    "CREATE "
                            + temp
                            + "TABLE "
                            + there
                            + name
                            + " ("
                            + list(this::definition)
                            + ")"
                            + pick(List.of("", " STRICT", " WITHOUT ROWID"));
            case 1 -> "CREATE " + temp + "TABLE " + there + name + " AS " + select();
            case 2 ->
                    "CREATE "
                            + temp
                            + "VIEW "
                            + there
                            + name
                            + (one(4) ? "(a)" : "")
                            + " AS "
                            + select();
            case 3 ->
                    "CREATE "
                            + pick(List.of("", "UNIQUE "))
                            + "INDEX "
                            + there
                            + name
                            + " ON "
                            + table()
                            + " ("
                            + list(this::expression)
                            + ")"
                            + (one(3) ? " WHERE " + expression() : "");
            case 4 ->
                    "CREATE "
                            + temp
                            + "TRIGGER "
                            + there
                            + name
                            + pick(List.of(" AFTER ", " BEFORE ", " INSTEAD OF ", " "))
                            + pick(List.of("INSERT", "DELETE", "UPDATE OF a"))
                            + " ON "
                            + table()
                            + (one(4) ? " WHEN " + expression() : "")
                            + " BEGIN "
                            + pick(
                                    List.of(
                                            select(), insert(), update(), delete(), "COMMIT",
                                            "VACUUM"))
                            + "; END";
            default ->
                    "CREATE VIRTUAL TABLE "
                            + there
                            + name
                            + " USING "
                            + pick(
                                    List.of(
                                            "fts5",
                                            "fts5",
                                            "rtree",
                                            "rtree_i32",
                                            "fts5vocab",
                                            "fts4",
                                            "dbstat",
                                            "\"fts5\"",
                                            "csv"))
                            + "("
                            + pick(
                                    List.of(
                                            "a",
                                            "a, b, content=''",
                                            "a, content='t'",
                                            "a, content='_lap_kv'",
                                            "a, content=\"_lap_kv\"",
                                            "id, x0, x1",
                                            "id, x0, x1, +a",
                                            "f, row",
                                            "main, f, col",
                                            "temp, f, instance",
                                            "a, tokenize='porter ascii'",
                                            "a, tokenize = 'trigram case_sensitive 1'",
                                            "a, content='sqlite_temp_schema'",
                                            "a, content=f_data, content_rowid=id",
                                            "a, prefix='1 2'",
                                            "a UNINDEXED, contentless_delete=1, content=''"))
                            + ")";
        };
    }

    private String definition() {
        return (one(2) ? "a" : pick(COLUMNS))
                + (one(2) ? "" : random.nextInt(99))
                + " "
                + switch (random.nextInt(9)) {
                    case 0 -> "INTEGER PRIMARY KEY AUTOINCREMENT";
                    case 1 -> "TEXT DEFAULT (" + expression() + ")";
                    case 2 -> "CHECK (" + expression() + ")";
                    case 3 ->
                            "GENERATED ALWAYS AS ("
                                    + expression()
                                    + ")"
                                    + pick(List.of("", " STORED"));
                    case 4 ->
                            "REFERENCES "
                                    + table()
                                    + pick(
                                            List.of(
                                                    "",
                                                    " (a)",
                                                    " ON DELETE CASCADE",
                                                    " ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED"));
                    case 5 -> "COLLATE " + pick(List.of("NOCASE", "x"));
                    case 6 -> "UNIQUE ON CONFLICT REPLACE";
                    case 7 -> pick(KEYWORDS) + "(1)";
                    default -> pick(List.of("INTEGER", "ANY", "BLOB", ""));
                };
    }

    private String alter() {
        String column = quoted(pick(COLUMNS));
        return "ALTER TABLE "
                + (one(10) ? "temp." : "")
                + table()
                + " "
                + switch (random.nextInt(4)) {
                    case 0 -> "RENAME TO " + fresh();
                    case 1 -> "RENAME " + (one(2) ? "COLUMN " : "") + column + " TO " + name();
                    case 2 -> "ADD COLUMN " + definition();
                    default -> "DROP COLUMN " + column;
                };
    }

    private String drop() {
        return "DROP "
                + pick(List.of("TABLE ", "INDEX ", "VIEW ", "TRIGGER "))
                + (one(2) ? "IF EXISTS " : "")
                + (one(8) ? pick(List.of("main.", "temp.")) : "")
                + (one(3) ? fresh() : table());
    }

    private String pragma() {
        String name =
                (one(8) ? pick(List.of("main.", "temp.", "'main'.")) : "") + quoted(pick(PRAGMAS));
        return "PRAGMA "
                + name
                + pick(List.of("", " = " + pick(PRAGMA_VALUES), "(" + pick(PRAGMA_VALUES) + ")"));
    }

    private String maintenance() {
        return switch (random.nextInt(8)) {
            case 0 ->
                    "ANALYZE "
                            + pick(
                                    List.of(
                                            "",
                                            "temp",
                                            "main",
                                            "main.t",
                                            "\"temp\"",
                                            "[temp]",
                                            "temp.sqlite_schema",
                                            table()));
            case 1 -> "REINDEX " + pick(List.of("", "NOCASE", "temp.x", table()));
            case 2 -> pick(List.of("VACUUM", "VACUUM INTO 'x.db'", "VACUUM main INTO 'y'"));
            case 3 ->
                    "ATTACH "
                            + pick(List.of("'x.db'", "''", "':memory:'", "'file:z?mode=rwc'"))
                            + " AS "
                            + name();
            case 4 ->
                    pick(
                            List.of(
                                    "BEGIN",
                                    "COMMIT",
                                    "ROLLBACK",
                                    "SAVEPOINT a",
                                    "RELEASE a",
                                    "END",
                                    "DETACH main"));
            case 5 ->
                    "INSERT INTO f(f, rank) VALUES("
                            + pick(
                                    List.of(
                                            "'rank', 'bm25(1.0)'",
                                            "'rank', 'load_extension(1)'",
                                            "'pgsz', 64",
                                            "'hashsize', 99999",
                                            "'rebuild', 0",
                                            "'delete-all', 0",
                                            "'integrity-check', 1",
                                            "'merge', 16",
                                            "'automerge', 8",
                                            "'optimize', 0",
                                            "'secure-delete', 1",
                                            "'flush', 0"))
                            + ")";
            case 6 ->
                    "SELECT rank, highlight(f, 0, '<', '>') FROM f WHERE f MATCH "
                            + pick(
                                    List.of(
                                            "'x'",
                                            "'a*'",
                                            "'x OR y'",
                                            "'^x'",
                                            "'\"x'",
                                            "'NEAR(x y)'",
                                            "x"))
                            + " AND rank MATCH "
                            + pick(
                                    List.of(
                                            "'bm25(2)'",
                                            "'snippet(0,1)'",
                                            "'x(1)'",
                                            "'bm25((select 1))'"));
            default -> "INSERT INTO f(f, rowid, a) VALUES('delete', 1, 'x')";
        };
    }

    private String table() {
        return !clean && one(8)
                ? quoted(pick(FORBIDDEN_NAMES))
                : one(8) ? quoted(fresh()) : quoted(pick(TABLES));
    }

    private String name() {
        return switch (random.nextInt(8)) {
            case 0 -> quoted(clean ? fresh() : pick(FORBIDDEN_NAMES));
            case 1 -> pick(clean ? COLUMNS : KEYWORDS);
            case 2 -> quoted(pick(KEYWORDS));
            case 3 -> fresh();
            default -> quoted(pick(COLUMNS));
        };
    }

    private String fresh() {
        return "n" + random.nextInt(12);
    }

    private String quoted(String name) {
        return switch (random.nextInt(14)) {
            case 0 -> '"' + name + '"';
            case 1 -> '[' + name + ']';
            case 2 -> '`' + name + '`';
            case 3 -> '\'' + name + '\'';
            case 4 -> name.toUpperCase(Locale.ROOT);
            default -> name;
        };
    }

    private String list(Supplier<String> item) {
        List<String> items = new ArrayList<>();
        for (int n = 1 + (one(2) ? random.nextInt(3) : 0); n > 0; n--) {
            items.add(item.get());
        }
        return String.join(", ", items);
    }

    /**
     * The same with some tokens gone, doubled, swapped, in other quotes, or with others between.
     */
    private String mutated(String text) {
        List<String> tokens = new ArrayList<>(List.of(text.split("(?<=[^\\w'])|(?=[^\\w'])")));
        for (int n = 1 + random.nextInt(4); n > 0 && !tokens.isEmpty(); n--) {
            int at = random.nextInt(tokens.size());
            switch (random.nextInt(9)) {
                case 0 -> tokens.remove(at);
                case 1 -> tokens.add(at, tokens.get(random.nextInt(tokens.size())));
                case 2 -> tokens.set(at, tokens.set(random.nextInt(tokens.size()), tokens.get(at)));
                case 3 -> tokens.set(at, quoted(tokens.get(at)));
                case 4 -> tokens.add(at, blank());
                case 5 -> tokens.set(at, pick(KEYWORDS));
                case 6 -> tokens.set(at, quoted(pick(FORBIDDEN_NAMES)));
                case 7 ->
                        tokens.add(
                                at,
                                pick(
                                        List.of(
                                                "(",
                                                ")",
                                                ",",
                                                ".",
                                                ";",
                                                "'",
                                                "\"",
                                                "[",
                                                "`",
                                                "/*",
                                                "--",
                                                "?",
                                                "\u0000",
                                                "é",
                                                "x'",
                                                "$a::b(c)",
                                                "\uFEFF",
                                                "->",
                                                "\\",
                                                "_")));
                default -> tokens.add(at, " " + expression() + " ");
            }
        }
        return String.join("", tokens);
    }

    private String blank() {
        return pick(BLANKS);
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
