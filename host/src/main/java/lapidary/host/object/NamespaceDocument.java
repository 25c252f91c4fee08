package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import java.util.TreeMap;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.storage.Durability;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a namespace.
 *
 * @param supervisor the module that serves its objects, or null for the built-in supervisor
 * @param limits of each facet
 * @param rateLimit of all of them together
 * @param durability when what an event committed may be told
 * @param facets those that the built-in supervisor offers on every object, by name
 */
public record NamespaceDocument(
        @Nullable SupervisorOptions supervisor,
        Map<String, StartOptions> facets,
        @JsonInclude(value = Include.CUSTOM, valueFilter = NothingSet.class) LimitOptions limits,
        @JsonInclude(value = Include.CUSTOM, valueFilter = NothingSet.class) RateLimit rateLimit,
        Durability durability) {
    /** Of a namespace about which nothing was said. */
    public static final NamespaceDocument EMPTY =
            new NamespaceDocument(
                    null, Map.of(), LimitOptions.NONE, RateLimit.NONE, Durability.DURABLE);

    /** The module that serves as supervisor, and its environment. */
    public record SupervisorOptions(String module, Map<String, String> env) {}

    @SuppressWarnings("ConstantValue") // a field that a document leaves out arrives as null
    public NamespaceDocument {
        facets = facets == null ? Map.of() : new TreeMap<>(facets);
        limits = limits == null ? LimitOptions.NONE : limits;
        rateLimit = rateLimit == null ? RateLimit.NONE : rateLimit;
        durability = durability == null ? Durability.DURABLE : durability;
    }

    /** Checks what a type cannot. */
    NamespaceDocument checked() {
        if (supervisor != null) {
            throw new CallerException(
                    ErrorCode.NOT_IMPLEMENTED,
                    "supervisor modules are not offered yet; leave supervisor out or null, and the"
                            + " built-in supervisor serves");
        }
        facets.forEach((name, options) -> {
            if (options == null) {
                throw new CallerException(ErrorCode.REQUEST_INVALID, "facets." + name + " is null");
            }
            options.checked("facets." + Names.facet(name));
        });
        limits.check("limits");
        rateLimit.check("rateLimit");
        return this;
    }
}
