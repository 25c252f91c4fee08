package lapidary.host.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * A page of a list: {@code ?limit=&after=}.
 *
 * @param limit how many at most
 * @param after the last item of the page before; empty for the first
 */
record Paging(int limit, String after) {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    static Paging of(Exchange exchange) {
        return new Paging(
                exchange.query("limit").map(Paging::limit).orElse(LIMIT_DEFAULT),
                exchange.query("after").orElse(""));
    }

    /** How many to ask for, so that it shows whether there are more. */
    int limitAndOne() {
        return limit + 1;
    }

    /** The document of a page, from up to {@link #limitAndOne} items. */
    <T> Map<String, Object> document(
            List<T> items, Function<T, String> name, Function<T, Object> json) {
        var page = items.subList(0, Math.min(limit, items.size()));
        var document = new LinkedHashMap<String, Object>();
        document.put("items", page.stream().map(json).toList());
        document.put("next", items.size() > limit ? name.apply(page.getLast()) : null);
        return document;
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CallerException(
                ErrorCode.REQUEST_INVALID, "limit is a number from 1 to " + LIMIT_MAX);
    }
}
