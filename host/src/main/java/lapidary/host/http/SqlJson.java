package lapidary.host.http;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.SqlOutcome;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * SQL values as JSON: a BLOB is {@code {"base64": "…"}}, an integer that a double cannot hold is a
 * string.
 */
final class SqlJson {
    private static final long SAFE_MAX = 1L << 53;
    private static final String BASE64 = "base64";

    /** A statement and what to bind, as {@code POST …/sql} takes them. */
    record Request(@Nullable String sql, @Nullable List<JsonNode> params) {
        String text() {
            if (sql == null) {
                throw new CallerException(ErrorCode.REQUEST_INVALID, "the field sql is missing");
            }
            return sql;
        }

        List<@Nullable Object> parameters() {
            var values = new ArrayList<@Nullable Object>();
            for (var node : params == null ? List.<JsonNode>of() : params) {
                values.add(parameter(node));
            }
            return values;
        }
    }

    private SqlJson() {}

    static Map<String, Object> document(SqlOutcome outcome) {
        var document = new LinkedHashMap<String, Object>();
        document.put("columns", outcome.columns());
        document.put("rows", outcome.rows().stream().map(SqlJson::row).toList());
        document.put("rowsRead", outcome.rowsRead());
        document.put("rowsWritten", outcome.rowsWritten());
        document.put("fuel", outcome.used().units());
        return document;
    }

    private static @Nullable Object parameter(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? 1L : 0L;
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isObject() && node.size() == 1 && node.path(BASE64).isString()) {
            return blob(node.path(BASE64).stringValue());
        }
        throw new CallerException(
                ErrorCode.REQUEST_INVALID,
                "a parameter is null, a boolean, a number, a text or {\"base64\": \"…\"}");
    }

    private static byte[] blob(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "a parameter's base64 is ill-formed", e);
        }
    }

    private static List<@Nullable Object> row(List<@Nullable Object> row) {
        var values = new ArrayList<@Nullable Object>();
        for (var value : row) {
            values.add(json(value));
        }
        return values;
    }

    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> Map.of(BASE64, Base64.getEncoder().encodeToString(bytes));
            case Long number when number > SAFE_MAX || number < -SAFE_MAX -> number.toString();
            case Double real when real.isNaN() || real.isInfinite() -> real.toString();
            case null -> null;
            default -> value;
        };
    }
}
