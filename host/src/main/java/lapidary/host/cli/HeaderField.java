package lapidary.host.cli;

import java.util.Map;
import java.util.Map.Entry;

/** A header as it is written on a command line. */
final class HeaderField {
    private HeaderField() {}

    /** Reads {@code Name: value}; the message of the exception is for the user. */
    static Entry<String, String> parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not a header: 'Name: value'");
        }
        return Map.entry(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
}
