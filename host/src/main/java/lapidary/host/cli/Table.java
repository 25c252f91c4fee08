package lapidary.host.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Rows of JSON values in aligned columns, numbers to the right. Width is counted in code points. A
 * null shows as {@code NULL}, a BLOB as an SQL literal, cut after 32 bytes.
 */
record Table(List<String> columns, List<List<JsonNode>> rows) {
    private static final String GAP = "  ";
    private static final int BLOB_BYTES_SHOWN = 32;

    Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** One column for each member that any of the objects has, in the order they first appear. */
    static Table ofObjects(List<JsonNode> objects) {
        Set<String> names = new LinkedHashSet<>();
        objects.forEach(object -> names.addAll(object.propertyNames()));
        List<List<JsonNode>> rows =
                objects.stream().map(object -> names.stream().map(object::path).toList()).toList();
        return new Table(List.copyOf(names), rows);
    }

    void print(PrintStream out) {
        List<List<String>> cells = rows.stream().map(Table::cells).toList();
        List<Integer> widths = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            int widest = width(heading(index));
            for (List<String> row : cells) {
                widest = Math.max(widest, width(row.get(index)));
            }
            widths.add(widest);
        }
        List<String> headings = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            headings.add(heading(index));
            rules.add("-".repeat(widths.get(index)));
        }
        out.println(line(headings, widths));
        out.println(line(rules, widths));
        cells.forEach(row -> out.println(line(row, widths)));
    }

    private String heading(int index) {
        return Text.printable(columns.get(index));
    }

    private String line(List<String> cells, List<Integer> widths) {
        var line = new StringBuilder();
        for (int index = 0; index < cells.size(); index++) {
            String padding = " ".repeat(widths.get(index) - width(cells.get(index)));
            line.append(index == 0 ? "" : GAP);
            line.append(isNumeric(index) ? padding + cells.get(index) : cells.get(index) + padding);
        }
        return line.toString().stripTrailing();
    }

    private boolean isNumeric(int index) {
        return !rows.isEmpty()
                && rows.stream()
                        .map(row -> row.get(index))
                        .allMatch(value -> value.isNumber() || value.isNull());
    }

    private static List<String> cells(List<JsonNode> row) {
        return row.stream().map(Table::cell).toList();
    }

    private static String cell(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        if (value.isNull()) {
            return "NULL";
        }
        if (value.isString()) {
            return Text.printable(value.asString());
        }
        JsonNode base64 = value.path("base64");
        return base64.isString() && value.size() == 1
                ? blob(base64.asString())
                : Text.printable(value.toString());
    }

    private static String blob(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return Text.printable(base64);
        }
        int shown = Math.min(bytes.length, BLOB_BYTES_SHOWN);
        String literal = "x'" + HexFormat.of().formatHex(bytes, 0, shown);
        return shown == bytes.length ? literal + "'" : literal + "…' (" + bytes.length + " bytes)";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
