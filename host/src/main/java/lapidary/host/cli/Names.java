package lapidary.host.cli;

import java.nio.charset.StandardCharsets;
import lapidary.host.module.PlainName;

/** The rules for names, checked here too so that a slip is explained without asking the server. */
final class Names {
    private static final int OBJECT_BYTES_MAX = 256;

    private Names() {}

    /** A module's or namespace's name; {@code what} says which in the message. */
    static String requirePlain(String what, String name) {
        if (!PlainName.matches(name)) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is not a "
                            + what
                            + " name: 1 to 63 of a-z, 0-9 and -, the first not a -");
        }
        return name;
    }

    /** An object's name, or the path of a facet. */
    static String requireFree(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > OBJECT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    what + " names have 1 to " + OBJECT_BYTES_MAX + " bytes, this one " + bytes);
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " names have no control characters");
        }
        return name;
    }
}
