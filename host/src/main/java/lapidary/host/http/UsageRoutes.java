package lapidary.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import lapidary.host.billing.UsageCursor;
import lapidary.host.billing.UsageLedger;
import lapidary.host.billing.UsageLine;
import lapidary.host.billing.UsageQuery;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.token.Grant;
import lapidary.host.usage.HourUsage;

/** {@code GET /v1/usage}: what each facet used, for billing. */
final class UsageRoutes {
    private static final int OK = 200;
    private static final int SIZE = 2;
    private static final char SEPARATOR = '\n'; // in no name
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final long HOUR_MILLIS = 3_600_000;

    private final ObjectRegistry objects;
    private final UsageLedger ledger;

    UsageRoutes(ObjectRegistry objects, UsageLedger ledger) {
        this.objects = objects;
        this.ledger = ledger;
    }

    void handle(Exchange exchange, Grant grant) {
        if (exchange.path().size() != SIZE) {
            throw Router.nothingAt(exchange);
        }
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        var paging = Paging.of(exchange);
        var query = query(exchange);
        var after = paging.after().isEmpty() ? UsageCursor.START : cursor(paging.after());
        if (paging.after().isEmpty()) {
            objects.keepUsage(); // what is still in memory
        }
        var lines = lines(query, grant, after, paging.limitAndOne());
        exchange.json(
                OK, paging.document(lines, UsageRoutes::text, line -> json(line, query.by())));
    }

    /** What a facet used of which the ledger knows, by its path. */
    Map<String, Map<String, Object>> ofObject(String namespace, String object) {
        objects.keepUsage();
        var query =
                new UsageQuery(
                        Optional.of(namespace),
                        Optional.of(object),
                        Optional.empty(),
                        0,
                        Long.MAX_VALUE,
                        UsageQuery.By.FACET);
        var usage = new LinkedHashMap<String, Map<String, Object>>();
        for (var line : ledger.lines(query, UsageCursor.START, Integer.MAX_VALUE)) {
            usage.put(line.account().facet(), numbers(line));
        }
        return usage;
    }

    /** One namespace after the other, where there are some that the token is for. */
    private List<UsageLine> lines(UsageQuery query, Grant grant, UsageCursor after, int limit) {
        if (query.namespace().isPresent()) {
            return grant.covers(query.namespace().get())
                    ? ledger.lines(query, after, limit)
                    : List.of(); // as of one that never used anything
        }
        if (!grant.isLimited()) {
            return ledger.lines(query, after, limit);
        }
        var lines = new ArrayList<UsageLine>();
        for (String namespace : grant.sortedNamespaces()) {
            if (namespace.compareTo(after.namespace()) >= 0 && lines.size() < limit) {
                lines.addAll(ledger.lines(query.of(namespace), after, limit - lines.size()));
            }
        }
        return lines;
    }

    private static UsageQuery query(Exchange exchange) {
        var namespace = exchange.query("namespace");
        var object = exchange.query("object");
        var facet = exchange.query("facet").map(QueriedFacet::of);
        if ((object.isPresent() && namespace.isEmpty())
                || (facet.isPresent() && object.isEmpty())) {
            throw invalid("object is given with its namespace, and facet with its object");
        }
        long from = exchange.query("from").map(text -> hour("from", text)).orElse(0L);
        long to = exchange.query("to").map(text -> hour("to", text)).orElse(Long.MAX_VALUE);
        if (from > to) {
            throw invalid("from is not after to");
        }
        return new UsageQuery(namespace, object, facet, from, to, by(exchange));
    }

    private static UsageQuery.By by(Exchange exchange) {
        return switch (exchange.query("by").orElse("facet")) {
            case "facet" -> UsageQuery.By.FACET;
            case "hour" -> UsageQuery.By.HOUR;
            default -> throw invalid("by is facet or hour");
        };
    }

    /** The first hour that begins at a time, or after it. */
    private static long hour(String name, String text) {
        try {
            long millis =
                    MILLIS.matcher(text).matches()
                            ? Long.parseLong(text)
                            : Instant.parse(text).toEpochMilli();
            return Math.ceilDiv(millis, HOUR_MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    name + " is a time such as 2030-01-31T12:00:00Z, or milliseconds since 1970",
                    e);
        }
    }

    private static Map<String, Object> json(UsageLine line, UsageQuery.By by) {
        var json = new LinkedHashMap<String, Object>();
        json.put("namespace", line.account().namespace());
        json.put("object", line.account().object());
        json.put("facet", line.account().facet());
        if (by == UsageQuery.By.HOUR) {
            json.put("hour", Instant.ofEpochMilli(HourUsage.startMillis(line.hour())).toString());
        }
        json.putAll(numbers(line));
        return json;
    }

    private static Map<String, Object> numbers(UsageLine line) {
        var numbers = new LinkedHashMap<String, Object>();
        line.counts().toMap().forEach((measure, number) -> numbers.put(measure.label(), number));
        numbers.put("storedBytes", line.storedBytes());
        return numbers;
    }

    private static String text(UsageLine line) {
        var cursor = UsageCursor.of(line);
        String text =
                cursor.namespace()
                        + SEPARATOR
                        + cursor.object()
                        + SEPARATOR
                        + cursor.facet()
                        + SEPARATOR
                        + cursor.hour();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static UsageCursor cursor(String text) {
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(text), UTF_8)
                            .split(String.valueOf(SEPARATOR), -1);
            if (parts.length == 4) {
                return new UsageCursor(parts[0], parts[1], parts[2], Long.parseLong(parts[3]));
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw invalid("after is what next said of the page before");
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
