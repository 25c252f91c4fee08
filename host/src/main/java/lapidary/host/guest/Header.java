package lapidary.host.guest;

import java.util.List;

/** One field of an HTTP message; the name is in lower case. */
public record Header(String name, String value) {
    /** How many characters some of them have, names and values. */
    static long bytes(List<Header> headers) {
        long bytes = 0;
        for (var header : headers) {
            bytes += header.name().length() + header.value().length();
        }
        return bytes;
    }
}
