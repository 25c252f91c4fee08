package lapidary.host.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/** Where a server listens: a name or an address, an IPv6 one without its brackets, and a port. */
public record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:\\[(?<six>[0-9A-Fa-f:.%]+)]|(?<host>[^:\\[\\]/\\s]+)):(?<port>\\d{1,5})");
    private static final int PORT_MAX = 65_535;

    /** Reads {@code HOST:PORT}; the message of the exception is for the user. */
    public static ListenAddress parse(String text) {
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

    /** What it resolves to, once: what was checked is what is listened on. */
    InetAddress resolve() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "the host to listen on is unknown: " + host, e);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
