package lapidary.host.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Iterator;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import org.sqlite.Function;

/**
 * {@code group_concat(text)}, {@code group_concat(text, separator)}, {@code string_agg}: as an
 * aggregate and over a window. Each row's bytes are charged as it comes, all of them whenever a
 * result is asked for.
 *
 * <p>The driver clones this object for each group, and calls the clone.
 */
final class JoinFunction extends Function.Window {
    private static final byte[] COMMA = {','};

    private static final class Part {
        final byte[] separator;
        final byte[] text;

        Part(byte[] separator, byte[] text) {
            this.separator = separator;
            this.text = text;
        }
    }

    private final StepMeter steps;
    private ArrayDeque<Part> parts = new ArrayDeque<>();
    private long bytes;

    JoinFunction(StepMeter steps) {
        this.steps = steps;
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        var clone = (JoinFunction) super.clone();
        clone.parts = new ArrayDeque<>();
        return clone;
    }

    @Override
    protected void xStep() throws SQLException {
        guarded(this::add);
    }

    private void add() throws SQLException {
        if (value_type(0) == HostFunction.NULL) {
            return;
        }
        byte[] separator = args() == 1 ? COMMA : text(1);
        byte[] text = text(0);
        steps.charge(Prices.SQL_FUNCTION);
        steps.chargeBytes((long) separator.length + text.length);
        bytes += separator.length + text.length;
        if (bytes > 2L * Limits.SQL_VALUE_BYTES_MAX) {
            tooBig();
            return;
        }
        parts.add(new Part(separator, text));
    }

    @Override
    protected void xInverse() throws SQLException {
        guarded(() -> {
            if (value_type(0) != HostFunction.NULL && !parts.isEmpty()) {
                Part first = parts.remove();
                bytes -= first.separator.length + first.text.length;
            }
        });
    }

    @Override
    protected void xValue() throws SQLException {
        guarded(this::give);
    }

    @Override
    protected void xFinal() throws SQLException {
        guarded(this::give);
    }

    private void give() throws SQLException {
        if (parts.isEmpty()) {
            result();
            return;
        }
        steps.chargeBytes(bytes);
        Iterator<Part> all = parts.iterator();
        var out = new ByteArrayOutputStream();
        out.writeBytes(all.next().text);
        all.forEachRemaining(part -> {
            out.writeBytes(part.separator);
            out.writeBytes(part.text);
        });
        result(out.toString(StandardCharsets.UTF_8));
    }

    private void tooBig() throws SQLException {
        error("string or blob too big");
    }

    private byte[] text(int index) throws SQLException {
        return switch (value_type(index)) {
            case HostFunction.NULL -> new byte[0];
            case HostFunction.TEXT, HostFunction.BLOB -> {
                byte[] blob = value_blob(index);
                yield blob == null ? new byte[0] : blob;
            }
            default -> value_text(index).getBytes(StandardCharsets.UTF_8);
        };
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void guarded(Work work) throws SQLException {
        try {
            work.run();
        } catch (RuntimeException | Error thrown) {
            // Nothing can be thrown through SQLite: the step meter hands it on afterwards.
            steps.stop(thrown);
            throw new SQLException("stopped");
        }
    }
}
