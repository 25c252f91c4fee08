package lapidary.host.http;

import java.util.Set;
import java.util.TreeSet;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * Which query parameters the calls of {@code /v1} take. Others are refused by name: a filter that
 * is misspelt is no filter. Stateless.
 */
final class QueryNames {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> PAGE = Set.of("limit", "after");
    private static final Set<String> OBJECTS = Set.of("prefix", "limit", "after");
    private static final Set<String> FORCE = Set.of("force");
    private static final Set<String> LOGS = Set.of("namespace", "object", "facet");
    private static final Set<String> USAGE =
            Set.of("namespace", "object", "facet", "from", "to", "by", "limit", "after");

    private static final int ALL = 2;
    private static final int ONE = 3;
    private static final int BELOW = 4;

    private QueryNames() {}

    /**
     * Looks at the query of a call that is the host's.
     *
     * @throws CallerException if there is a parameter that the call does not take, or one twice
     */
    static void check(Exchange exchange) {
        if (isForAGuest(exchange.path())) {
            return;
        }
        var known = known(exchange.path(), exchange.routeMethod());
        var query = exchange.request().query();
        for (String name : query.names()) {
            if (!known.contains(name)) {
                throw new CallerException(ErrorCode.REQUEST_INVALID, unknown(name, known));
            }
            if (query.all(name).size() > 1) {
                throw new CallerException(
                        ErrorCode.REQUEST_INVALID, "query parameter " + name + " is there twice");
            }
        }
    }

    /** What runs once has the whole query for itself. */
    private static boolean isForAGuest(RawPath path) {
        return path.size() > ONE
                && path.rawPart(1).equals("modules")
                && path.rawPart(ONE).equals("fetch");
    }

    private static Set<String> known(RawPath path, String method) {
        int size = path.size();
        return switch (path.rawPart(1)) {
            case "modules", "tokens" -> size == ALL ? PAGE : NONE;
            case "namespaces" ->
                    switch (size) {
                        case ALL -> PAGE;
                        case ONE -> method.equals("DELETE") ? FORCE : NONE;
                        case BELOW -> OBJECTS;
                        default -> NONE;
                    };
            case "usage" -> USAGE;
            case "logs" -> LOGS;
            default -> NONE;
        };
    }

    private static String unknown(String name, Set<String> known) {
        return "unknown query parameter "
                + name
                + (known.isEmpty()
                        ? "; none is known here"
                        : "; known here: " + String.join(", ", new TreeSet<>(known)));
    }
}
