package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.List;

/**
 * A system call of the recorded process.
 *
 * @param thread that made it
 * @param moment what of it happened now: a sync covers what was written before it began, and is
 *     done at its end; of all others only the end counts
 * @param arguments as strace writes them, with every string in hexadecimal
 */
record Call(int thread, Moment moment, String name, List<String> arguments, long result) {
    enum Moment {
        BEGIN,
        END
    }

    boolean isSync() {
        return name.equals("fsync") || name.equals("fdatasync");
    }

    int number(int index) {
        return Math.toIntExact(longNumber(index));
    }

    long longNumber(int index) {
        return Long.parseLong(arguments.get(index));
    }

    /** The flags of an argument such as {@code O_RDWR|O_CREAT}. */
    List<String> flags(int index) {
        return index < arguments.size() ? List.of(arguments.get(index).split("\\|")) : List.of();
    }

    String text(int index) {
        return new String(bytes(index), UTF_8);
    }

    /** A string, as {@code "\x2f\x74"}. */
    byte[] bytes(int index) {
        String quoted = arguments.get(index);
        if (!quoted.startsWith("\"") || !quoted.endsWith("\"")) {
            throw new IllegalStateException(name + " without all of its bytes: " + quoted);
        }
        var bytes = new byte[(quoted.length() - 2) / 4];
        for (int i = 0; i < bytes.length; i++) {
            int at = 1 + 4 * i + 2;
            bytes[i] = (byte) HexFormat.fromHexDigits(quoted, at, at + 2);
        }
        return bytes;
    }
}
