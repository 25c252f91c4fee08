package lapidary.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HexFormat;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.GuestLog;

/**
 * Guests' log lines in the host's log, under the logger {@code lapidary.guest}, on one line each
 * with nothing in them that a terminal would obey.
 */
final class GuestLogToHost implements GuestLog {
    private static final Logger LOG = System.getLogger("lapidary.guest");
    private static final Level[] LEVELS = {
        Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR
    };

    @Override
    public void write(GuestIdentity facet, int level, String text) {
        if (LOG.isLoggable(LEVELS[level])) {
            LOG.log(LEVELS[level], "{0}: {1}", printable(facet.label()), printable(text));
        }
    }

    /** Four digits or more; this runs for each of a hostile guest's control characters. */
    private static String hex(int c) {
        return Character.isBmpCodePoint(c)
                ? HexFormat.of().toHexDigits((char) c)
                : Integer.toHexString(c);
    }

    private static String printable(String text) {
        var line = new StringBuilder(text.length());
        text.stripTrailing()
                .codePoints()
                .forEach(c -> {
                    if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                        line.append("\\u").append(hex(c));
                    } else {
                        line.appendCodePoint(c);
                    }
                });
        return line.toString();
    }
}
