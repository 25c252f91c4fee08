package lapidary.host.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens: a name or an address, an IPv6 one without its brackets, and a port. */
record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:\\[(?<six>[0-9A-Fa-f:.%]+)]|(?<host>[^:\\[\\]/\\s]+)):(?<port>\\d{1,5})");
    private static final int PORT_MAX = 65_535;

    /** Reads {@code HOST:PORT}; the message of the exception is for the user. */
    static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080");
        }
        int port = Integer.parseInt(matcher.group("port"));
        if (port > PORT_MAX) {
            throw new IllegalArgumentException("port " + port + " is over " + PORT_MAX);
        }
        String six = matcher.group("six");
        return new ListenAddress(six == null ? matcher.group("host") : six, port);
    }

    /** The address as URLs write it. */
    String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
