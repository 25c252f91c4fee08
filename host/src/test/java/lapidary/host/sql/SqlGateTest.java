package lapidary.host.sql;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first line alone: what it takes for a function's name, and what for a table's. */
class SqlGateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM mail('x')",
                "SELECT * FROM t, mail('x')",
                "SELECT * FROM t AS a , \"mail\" ('x') AS m WHERE m.rank < 0",
                "SELECT * FROM t, u, main.mail('x'), mail('y')",
                "SELECT * FROM t, json_each(t.tags), mail('x')",
                "SELECT * FROM t JOIN u ON t.a IS DISTINCT FROM u.a, mail('x')",
                "SELECT * FROM t JOIN u USING (a, b), mail('x')",
                "SELECT * FROM (SELECT 1, 2), mail('x')",
                "SELECT (SELECT count(*) FROM t, mail('x')), 2",
                "SELECT 1 FROM t ORDER BY (SELECT 1 FROM t, mail('x'))",
                "WITH a AS (SELECT 1 FROM t, mail('x')) SELECT 1 FROM a, mail('y')",
                "SELECT 1 FROM t UNION SELECT 2 FROM t, mail('x')",
                "UPDATE t SET a = 1 FROM u, mail('x') WHERE u.a = t.a",
                "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1 FROM t, mail('x'); END",
            })
    void behind_from_and_its_commas_a_name_is_a_tables(String sql) {
        assertDoesNotThrow(() -> SqlGate.approve(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a IS DISTINCT FROM b, mail('x')",
                "SELECT a IS NOT DISTINCT FROM b, mail('x') FROM t",
                "SELECT (SELECT 1 FROM t), mail('x')",
                "SELECT 1 FROM t WHERE (a, mail('x')) = (1, 2)",
                "SELECT 1 FROM t, u WHERE a IN (1, mail('x'))",
                "SELECT 1 FROM json_each('[]', mail('x'))",
                "SELECT 1 FROM t, json_each('[]', mail('x'))",
                "SELECT 1 FROM t JOIN u ON max(1, mail('x'))",
                "SELECT 1 FROM t GROUP BY a, mail('x')",
                "SELECT 1 FROM t GROUP BY a HAVING max(1, mail('x'))",
                "SELECT 1 FROM t ORDER BY a, mail('x')",
                "SELECT 1 FROM t LIMIT 1, mail('x')",
                "SELECT 1 FROM t WINDOW w AS (ORDER BY a, mail('x'))",
                "SELECT sum(a) OVER (PARTITION BY a, mail('x')) FROM t",
                "SELECT 1 FROM t UNION SELECT 1, mail('x')",
                "SELECT 1 FROM t INTERSECT VALUES (1), (mail('x'))",
                "INSERT INTO t SELECT 1 FROM u WHERE 1"
                        + " ON CONFLICT DO UPDATE SET a = 1, b = mail('x')",
                "INSERT INTO t SELECT 1 FROM u RETURNING a, mail('x')",
                "DELETE FROM t RETURNING a, mail('x')",
                "UPDATE t SET a = 1, b = mail('x') FROM u",
                "UPDATE t SET a = 1 FROM u RETURNING a, mail('x')",
                "CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 1, mail('x'); END",
                "CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t;"
                        + " UPDATE t SET a = 1, b = mail('x'); END",
            })
    void elsewhere_it_is_a_functions_and_must_be_on_the_list(String sql) {
        var refusal = assertThrows(Refusal.class, () -> SqlGate.approve(sql));
        assertEquals(ResultCode.DENIED, refusal.code(), refusal.text());
    }
}
