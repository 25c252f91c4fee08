package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.outbound.OutboundPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How a facet is to be started, as the contract's JSON has it.
 *
 * @param module a name, which is followed when it comes to mean other code, or a digest
 * @param id what the facet sees as its object's id; by default what the facet above it sees
 * @param outbound by which its requests leave; none do by default
 */
@JsonInclude(Include.NON_EMPTY)
public record StartOptions(
        String module,
        @Nullable String props,
        Map<String, String> env,
        @Nullable String id,
        List<String> capabilities,
        @JsonInclude(value = Include.CUSTOM, valueFilter = NothingSet.class) LimitOptions limits,
        @Nullable OutboundOptions outbound) {
    /** Nothing set, not even a module. */
    static final StartOptions NONE =
            new StartOptions("", null, Map.of(), null, List.of(), LimitOptions.NONE, null);

    private static final int ID_BYTES_MAX = 256;
    private static final int BYTES_MIN = 256;
    private static final long BYTES_EACH = 128;

    @SuppressWarnings("ConstantValue") // a field that a document leaves out arrives as null
    public StartOptions {
        env = env == null ? Map.of() : new TreeMap<>(env);
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        limits = limits == null ? LimitOptions.NONE : limits;
    }

    /** Whether they name that module, or none. */
    @SuppressWarnings("ConstantValue") // likewise
    boolean namesAtMost(String other) {
        return module == null || module.isEmpty() || module.equals(other);
    }

    StartOptions withModule(String other) {
        return new StartOptions(other, props, env, id, capabilities, limits, outbound);
    }

    /** Of a module, and nothing else said. */
    public static StartOptions of(String module) {
        return new StartOptions(module, null, Map.of(), null, List.of(), LimitOptions.NONE, null);
    }

    /** The same with these limits. */
    public StartOptions withLimits(LimitOptions newLimits) {
        return new StartOptions(module, props, env, id, capabilities, newLimits, outbound);
    }

    /**
     * Checks what a type cannot.
     *
     * @param where the options are, for messages
     */
    @SuppressWarnings("ConstantValue")
    StartOptions checked(String where) {
        if (module == null || module.isEmpty()) {
            throw invalid(where + ".module is missing");
        }
        if (props != null && props.getBytes(UTF_8).length > Limits.PROPS_BYTES_MAX) {
            throw invalid(where + ".props has at most " + Limits.PROPS_BYTES_MAX + " bytes");
        }
        if (id != null && (id.isEmpty() || id.getBytes(UTF_8).length > ID_BYTES_MAX)) {
            throw invalid(where + ".id has 1 to " + ID_BYTES_MAX + " bytes");
        }
        checkEnv(where);
        checkCapabilities(where);
        limits.checkOfFacet(where + ".limits");
        if (outbound != null) {
            outbound.check(where + ".outbound");
        }
        return this;
    }

    /** The modules that run for it. */
    public Stream<String> modules() {
        return outbound == null
                ? Stream.of(module)
                : Stream.concat(Stream.of(module), Stream.ofNullable(outbound.via()));
    }

    /** The names of the fields that refer to that module. */
    Stream<String> fieldsWith(String reference, String where) {
        var fields = Stream.<String>builder();
        if (module.equals(reference)) {
            fields.add(where + ".module");
        }
        if (outbound != null && reference.equals(outbound.via())) {
            fields.add(where + ".outbound.via");
        }
        return fields.build();
    }

    /** By which its requests leave. */
    OutboundPolicy policy() {
        return OutboundOptions.policy(outbound);
    }

    /** What they take of the heap, roughly. */
    long heapBytes() {
        long characters = module.length();
        characters += props == null ? 0 : props.length();
        characters += id == null ? 0 : id.length();
        characters += outbound == null ? 0 : outbound.toString().length();
        for (var variable : env.entrySet()) {
            characters += variable.getKey().length() + variable.getValue().length();
        }
        return BYTES_MIN + 2 * characters + BYTES_EACH * env.size();
    }

    private void checkEnv(String where) {
        long size = 0;
        for (var entry : env.entrySet()) {
            if (entry.getValue() == null) {
                throw invalid(where + ".env." + entry.getKey() + " is null, expected a text");
            }
            if (entry.getKey().isEmpty() || entry.getKey().indexOf('\0') >= 0) {
                throw invalid(where + ".env: a name is not empty and has no NUL");
            }
            size += entry.getKey().getBytes(UTF_8).length;
            size += entry.getValue().getBytes(UTF_8).length;
        }
        if (size > Limits.ENV_BYTES_MAX) {
            throw invalid(where + ".env has at most " + Limits.ENV_BYTES_MAX + " bytes");
        }
    }

    private void checkCapabilities(String where) {
        for (String capability : capabilities) {
            if (!AbiImports.isGranted(capability)) {
                throw invalid(
                        where
                                + ".capabilities: "
                                + capability
                                + " is not one of supervisor_facets, supervisor_loader");
            }
        }
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
