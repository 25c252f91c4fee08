package lapidary.host.facet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.abi.ValueTag;
import lapidary.abi.ValuesReader;
import lapidary.abi.ValuesWriter;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.storage.FacetDatabase;
import org.jspecify.annotations.Nullable;

/**
 * One text of SQL from an operator, run as a guest's would be: the same gate, prices and limits.
 */
final class SqlEvent {
    /** Of the rows as a guest would read them. */
    private static final int ROWS_BYTES_MAX = 16 << 20;

    /** As rows of objects, as rows of JSON values, as JSON, and as what is sent. */
    private static final long TEXT_COPIES = 8;

    private static final long ROW_BYTES = 200;
    private static final long VALUE_BYTES = 80;

    private SqlEvent() {}

    static SqlOutcome run(FacetDatabase database, FuelBudget budget, SqlRequest request) {
        byte[] sql = request.text().getBytes(UTF_8);
        var arguments = arguments(request.parameters());
        var cursor =
                database.exec(
                        sql,
                        0,
                        sql.length,
                        new ValuesReader(arguments.buffer(), 0, arguments.size()));
        var columns = cursor.columnNames();
        var rows = new ArrayList<List<@Nullable Object>>();
        long bytes = 0;
        int size;
        while ((size = cursor.next(ROWS_BYTES_MAX)) > 0) {
            bytes += size;
            if (bytes > ROWS_BYTES_MAX) {
                throw new Refusal(
                        ResultCode.LIMIT,
                        "the rows have more than " + ROWS_BYTES_MAX + " bytes; add a LIMIT");
            }
            request.memory().add(TEXT_COPIES * size);
            addRows(
                    new ValuesReader(cursor.buffer(), 0, size),
                    columns.size(),
                    rows,
                    request.memory());
        }
        return new SqlOutcome(
                columns, rows, cursor.rowsRead(), cursor.rowsWritten(), budget.used());
    }

    private static ValuesWriter arguments(List<@Nullable Object> values) {
        var writer = new ValuesWriter();
        for (var value : values) {
            switch (value) {
                case null -> writer.addNull();
                case Long number -> writer.addInteger(number);
                case Double number -> writer.addReal(number);
                case String string -> writer.addText(string);
                case byte[] blob -> writer.addBlob(blob);
                default -> throw new IllegalArgumentException("no SQL value: " + value.getClass());
            }
        }
        return writer;
    }

    private static void addRows(
            ValuesReader values,
            int columnCount,
            List<List<@Nullable Object>> rows,
            MemoryClaim memory) {
        while (true) {
            memory.add(ROW_BYTES + VALUE_BYTES * columnCount);
            var row = new ArrayList<@Nullable Object>(columnCount);
            for (int i = 0; i < columnCount; i++) {
                if (!values.next()) {
                    return;
                }
                row.add(value(values));
            }
            rows.add(row);
        }
    }

    private static @Nullable Object value(ValuesReader values) {
        return switch (values.tag()) {
            case ValueTag.TAG_NULL -> null;
            case ValueTag.TAG_INTEGER -> values.integer();
            case ValueTag.TAG_REAL -> values.real();
            case ValueTag.TAG_TEXT -> values.text();
            default -> values.blob();
        };
    }
}
