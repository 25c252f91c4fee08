package lapidary.host.storage;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.sql.MarkCalls;

/**
 * What runs in place of {@code highlight} and {@code snippet}, and is given the text: {@link
 * MarkCalls} says in which order.
 */
final class MarkFunction extends HostFunction {
    private static final int NUMBER = 0;
    private static final int COLUMN = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int HIGHLIGHTED = 4;
    private static final int ELLIPSIS = 4;
    private static final int WORD_COUNT = 5;
    private static final int FIRST_TEXT = 6;
    private static final byte[] NONE = {};

    private final StepMeter steps;
    private final MarkedQueries queries;
    private final boolean snippet;

    MarkFunction(StepMeter steps, MarkedQueries queries, boolean snippet) {
        super(steps);
        this.steps = steps;
        this.queries = queries;
        this.snippet = snippet;
    }

    @Override
    void call() throws SQLException {
        steps.charge(Prices.SQL_MARK);
        MarkedQuery query = queries.get(value_int(NUMBER));
        int column = value_int(COLUMN);
        if (snippet) {
            snippet(query, column);
        } else if (value_type(HIGHLIGHTED) == NULL) {
            result();
        } else {
            byte[] text = text(HIGHLIGHTED);
            var signs = new FullTextMarks.Signs(bytesOrNone(OPEN), bytesOrNone(CLOSE), NONE);
            give(query.marks().highlight(text, query.searches(column), signs));
        }
    }

    private void snippet(MarkedQuery query, int column) throws SQLException {
        List<byte[]> texts = new ArrayList<>();
        boolean[] searched = new boolean[args() - FIRST_TEXT];
        for (int i = 0; i < searched.length; i++) {
            texts.add(text(FIRST_TEXT + i));
            searched[i] = query.searches(column < 0 ? i : column);
        }
        var signs =
                new FullTextMarks.Signs(
                        bytesOrNone(OPEN), bytesOrNone(CLOSE), bytesOrNone(ELLIPSIS));
        FullTextMarks.Snippet made =
                query.marks().snippet(texts, searched, signs, value_int(WORD_COUNT));
        if (value_type(FIRST_TEXT + made.text) == NULL) {
            result();
        } else {
            give(made.bytes);
        }
    }

    private byte[] text(int index) throws SQLException {
        byte[] text = bytesOrNone(index);
        if (text.length > Limits.SQL_MARKED_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "highlight and snippet are for texts of "
                            + Limits.SQL_MARKED_BYTES_MAX
                            + " bytes at most, this one has "
                            + text.length);
        }
        steps.charge(text.length * Prices.SQL_MARKED_BYTE);
        return text;
    }

    private byte[] bytesOrNone(int index) throws SQLException {
        return value_type(index) == NULL ? NONE : bytes(index);
    }

    private void give(byte[] utf8) throws SQLException {
        charge(utf8.length);
        result(new String(utf8, StandardCharsets.UTF_8));
    }
}
