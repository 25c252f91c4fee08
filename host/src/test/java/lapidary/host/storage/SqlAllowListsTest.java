package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteOpenMode;

/** The lists of what is allowed, held against what SQLite has. */
final class SqlAllowListsTest {
    /** A call of each function that guests may use, and what it gives. */
    private static final String CALLS =
            """
            abs(-1)=1 | char(97)=a | coalesce(NULL, 2)=2 | concat('a', 'b')=ab
            concat_ws('-', 'a', 'b')=a-b | format('%d', 3)=3 | glob('a*', 'ab')=1 | hex('a')=61
            ifnull(NULL, 2)=2 | iif(0, 2, 3)=3 | instr('abc', 'c')=3
            length('abc')=3 | like('a%', 'ab')=1 | likelihood(1, 0.5)=1 | likely(1)=1
            lower('A')=a | ltrim(' a')=a | max(1, 2)=2 | min(1, 2)=1 | nullif(1, 1)=null
            octet_length('é')=2 | printf('%s', 'x')=x | quote('a')='a' | replace('aa', 'a', 'b')=bb
            round(1.6)=2.0 | rtrim('a ')=a | sign(-3)=-1 | substr('abc', 2)=bc
            substring('abc', 2, 1)=b | trim(' a ')=a | typeof(1)=integer | unhex('61')=x'61'
            unicode('a')=97 | unlikely(0)=0 | upper('a')=A | zeroblob(2)=x'0000'
            changes()=0 | total_changes()=0 | last_insert_rowid()=0
            typeof(random())=integer | length(randomblob(3))=3
            date(0, 'unixepoch')=1970-01-01 | time(0, 'unixepoch')=00:00:00
            datetime(0, 'unixepoch')=1970-01-01 00:00:00 | julianday('2000-01-01')=2451544.5
            unixepoch('1970-01-02')=86400 | strftime('%Y', 0, 'unixepoch')=1970
            timediff('2000-01-02', '2000-01-01')=+0000-00-01 00:00:00.000
            current_date=2023-11-14 | current_time=22:13:20 | current_timestamp=2023-11-14 22:13:20
            avg(2)=2.0 | count(1)=1 | count(*)=1 | group_concat('a')=a | string_agg('a', ',')=a
            sum(2)=2 | total(2)=2.0 | max(7)=7 | min(7)=7
            row_number() OVER ()=1 | rank() OVER ()=1 | dense_rank() OVER ()=1
            percent_rank() OVER ()=0.0 | cume_dist() OVER ()=1.0 | ntile(1) OVER ()=1
            lag(1, 1, 5) OVER ()=5 | lead(1, 1, 6) OVER ()=6 | first_value(1) OVER ()=1
            last_value(2) OVER ()=2 | nth_value(3, 1) OVER ()=3
            acos(1)=0.0 | acosh(1)=0.0 | asin(0)=0.0 | asinh(0)=0.0 | atan(0)=0.0 | atan2(0, 1)=0.0
            atanh(0)=0.0 | ceil(1.5)=2.0 | ceiling(1.5)=2.0 | cos(0)=1.0 | cosh(0)=1.0
            degrees(0)=0.0 | exp(0)=1.0 | floor(1.5)=1.0 | ln(1)=0.0 | log(10)=1.0 | log10(10)=1.0
            log2(2)=1.0 | mod(5, 3)=2.0 | round(pi(), 2)=3.14 | pow(2, 3)=8.0 | power(2, 3)=8.0
            radians(0)=0.0 | sin(0)=0.0 | sinh(0)=0.0 | sqrt(4)=2.0 | tan(0)=0.0 | tanh(0)=0.0
            trunc(1.5)=1.0
            json('[1 ]')=[1] | json_array(1)=[1] | json_array_insert('[1]', '$[0]', 2)=[2,1]
            json_array_length('[1]')=1 | json_error_position('[')=2 | json_extract('[1]', '$[0]')=1
            json_group_array(1)=[1] | json_group_object('a', 1)={"a":1}
            json_insert('{}', '$.a', 1)={"a":1} | json_object('a', 1)={"a":1}
            json_patch('{}', '{"a":1}')={"a":1} | json_pretty('1')=1 | json_quote('a')="a"
            json_remove('[1]', '$[0]')=[] | json_replace('[1]', '$[0]', 2)=[2]
            json_set('[1]', '$[0]', 2)=[2] | json_type('1')=integer | json_valid('1')=1
            json(jsonb('[1]'))=[1] | json(jsonb_array(1))=[1] | jsonb_extract('[1]', '$[0]')=1
            json(jsonb_array_insert('[1]', '$[0]', 2))=[2,1] | json(jsonb_group_array(1))=[1]
            json(jsonb_group_object('a', 1))={"a":1} | json(jsonb_insert('{}', '$.a', 1))={"a":1}
            json(jsonb_object('a', 1))={"a":1} | json(jsonb_patch('{}', '{"a":1}'))={"a":1}
            json(jsonb_remove('[1]', '$[0]'))=[] | json(jsonb_replace('[1]', '$[0]', 2))=[2]
            json(jsonb_set('[1]', '$[0]', 2))=[2] | '[1]' -> 0=1 | '[1]' ->> 0=1
            """;

    /** Full-text search's, which need a table; tested on one below. */
    private static final Set<String> WITH_TABLE = Set.of("match", "highlight", "bm25", "snippet");

    @TempDir Path directory;
    private TestFacet facet;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.begin();
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void each_function_on_the_list_gives_its_result() {
        for (var call : calls().entrySet()) {
            assertEquals(
                    call.getValue(),
                    String.valueOf(facet.value("SELECT " + call.getKey())),
                    call.getKey());
        }
        facet.rows("CREATE TABLE t (a)");
        facet.rows("CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x y')");
        assertEquals(
                "<x> y", facet.value("SELECT highlight(f, 0, '<', '>') FROM f WHERE f MATCH 'x'"));
        assertEquals(
                "x y", facet.value("SELECT snippet(f, 0, '', '', '', 9) FROM f WHERE f MATCH 'x'"));
        assertTrue(
                (double)
                                Objects.requireNonNull(
                                        facet.value("SELECT bm25(f) FROM f WHERE match('x', f)"))
                        < 0);
    }

    private static Map<String, String> calls() {
        Map<String, String> calls = new TreeMap<>();
        for (String call : CALLS.strip().split("\\s*[|\\n]\\s*", -1)) {
            int equals = call.lastIndexOf('=');
            calls.put(call.substring(0, equals), call.substring(equals + 1));
        }
        return calls;
    }

    @Test
    void each_function_of_sqlites_that_is_not_on_the_list_is_refused_everywhere() throws Exception {
        facet.rows("CREATE TABLE t (a)");
        String calls = calls().keySet().toString();
        int refused = 0;
        for (String name : names("SELECT DISTINCT name FROM pragma_function_list")) {
            if (WITH_TABLE.contains(name)
                    || calls.matches("(?s).*(?<!\\w)\\Q" + name + "\\E(?!\\w).*")) {
                continue;
            }
            refused++;
            String call = name.matches("\\w+") ? name + "(a)" : '"' + name + "\"(a)";
            for (String place : PLACES) {
                assertDenied(place.formatted(call));
            }
        }
        assertTrue(refused > 40, "only " + refused);
    }

    private static final List<String> PLACES =
            List.of(
                    "SELECT %s FROM t",
                    "SELECT 1 FROM t WHERE 1 IN (SELECT %s)",
                    "SELECT 1 FROM t WHERE 1 IS NOT DISTINCT FROM %s",
                    "SELECT 1 IS DISTINCT FROM 2, %s FROM t",
                    "SELECT 1 FROM t, t AS u ORDER BY 1, %s",
                    "SELECT 1 FROM t, t AS u GROUP BY 1, %s",
                    "SELECT 1 FROM t UNION SELECT 1, %s FROM t",
                    "DELETE FROM t RETURNING 1, %s",
                    "CREATE VIEW x AS SELECT %s AS materialized FROM t",
                    "CREATE TRIGGER x AFTER INSERT ON t WHEN %s BEGIN SELECT 1; END",
                    "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT %s FROM t; END",
                    "CREATE TABLE x (a, b GENERATED ALWAYS AS (%s))",
                    "CREATE TABLE x (a, CHECK (%s))",
                    "CREATE TABLE x (a DEFAULT (%s))",
                    "CREATE INDEX x ON t (%s)",
                    "CREATE INDEX x ON t (a) WHERE %s",
                    "INSERT INTO t VALUES (1) RETURNING %s",
                    "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = %s",
                    "UPDATE t SET a = %s",
                    "DELETE FROM t WHERE %s",
                    "ALTER TABLE t ADD COLUMN b DEFAULT (%s)");

    @Test
    void each_pragma_of_sqlites_that_is_not_on_the_list_is_refused() throws Exception {
        Set<String> allowed =
                Set.of(
                        "page_size",
                        "case_sensitive_like",
                        "defer_foreign_keys",
                        "ignore_check_constraints",
                        "legacy_alter_table",
                        "recursive_triggers",
                        "reverse_unordered_selects",
                        "foreign_key_check",
                        "foreign_key_list",
                        "index_info",
                        "index_list",
                        "index_xinfo",
                        "table_info",
                        "table_xinfo",
                        "table_list",
                        "quick_check",
                        "optimize");
        Set<String> found = names("SELECT name FROM pragma_pragma_list");
        assertTrue(found.containsAll(allowed));
        for (String name : found) {
            if (allowed.contains(name)) {
                continue;
            }
            for (String form :
                    List.of("%s", "main.%s", "%s = 1", "%s('x')", "\"%s\"", "[%s] = on")) {
                assertDenied("PRAGMA " + form.formatted(name));
            }
            assertDenied("SELECT * FROM pragma_" + name);
            assertDenied("SELECT * FROM \"PRAGMA_" + name + "\"('x')");
            assertDenied("CREATE VIEW x AS SELECT * FROM 'pragma_" + name + "'");
        }
        for (String setting : List.of("case_sensitive_like", "optimize", "legacy_alter_table")) {
            assertDenied("SELECT * FROM pragma_" + setting);
        }
    }

    @Test
    void each_module_of_sqlites_that_is_not_on_the_list_is_refused() throws Exception {
        facet.rows("CREATE TABLE t (a)");
        Set<String> allowed = Set.of("fts5", "fts5vocab", "rtree", "rtree_i32");
        Set<String> found = names("SELECT name FROM pragma_module_list");
        assertTrue(found.containsAll(allowed));
        for (String name : found) {
            if (!allowed.contains(name)
                    && !name.startsWith("pragma_")
                    && !name.startsWith("json")) {
                assertDenied("CREATE VIRTUAL TABLE x USING " + name + "(a)");
                assertDenied("CREATE VIRTUAL TABLE x USING \"" + name + "\"");
                for (String table :
                        List.of("%s", "%s('x')", "t JOIN %s('x')", "t, %s('x')", "main.%s('x')")) {
                    String select = "SELECT * FROM " + table.formatted('"' + name + '"');
                    assertThrows(Refusal.class, () -> facet.rows(select), select);
                }
            }
        }
    }

    private void assertDenied(String sql) {
        var refusal = assertThrows(Refusal.class, () -> facet.rows(sql), sql);
        assertEquals(ResultCode.DENIED, refusal.code(), sql + ": " + refusal.text());
    }

    /** Of a connection as the driver makes it, in lower case. */
    private static Set<String> names(String select) throws Exception {
        List<String> names = new ArrayList<>();
        int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
        try (var sqlite = Sqlite.open(":memory:", flags);
                var list = new PreparedSql(sqlite, select)) {
            boolean row = list.start();
            while (row) {
                names.add(list.text(0));
                row = list.step();
            }
        }
        return new TreeSet<>(names);
    }
}
