package lapidary.host.archive;

import java.util.regex.Pattern;

/** Names of the documents that say which facets an object had: when each was written. */
final class Documents {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.json");

    private Documents() {}

    static String name(long millis) {
        return "%016x.json".formatted(millis);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static long millisOf(String name) {
        return Long.parseUnsignedLong(name.substring(0, 16), 16);
    }
}
