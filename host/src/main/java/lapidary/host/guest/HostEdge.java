package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import java.util.Set;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.AbiSlice;
import lapidary.abi.EncodingException;
import lapidary.abi.Prices;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.HostFunction;
import lapidary.host.error.Refusal;

/**
 * The one place where a guest reaches the host. Every import passes here, and in this order: its
 * price is charged, every slice among its arguments is checked against the memory (or traps), the
 * function acts, and what it refuses becomes a code with a text for {@code last_error}. Immutable.
 *
 * <p>Which arguments are slices, the contract says: {@link AbiFunction#slices}.
 */
final class HostEdge implements HostFunction {
    private static final Set<String> STORAGE =
            Set.of(
                    AbiImports.FACET_SQL,
                    AbiImports.FACET_KV,
                    AbiImports.FACET_ALARM,
                    AbiImports.FACET_WS);

    /** What outlives an event, in other modules. */
    private static final Set<String> LASTING =
            Set.of("delete_all", "detach", "stream_write", "stream_close");

    private final long price;
    private final AbiSlice[] slices;
    private final GuestCall call;
    private final boolean needsStorage;

    HostEdge(AbiFunction function, GuestCall call) {
        this.price = Prices.call(function);
        this.slices = function.slices().toArray(AbiSlice[]::new);
        this.call = call;
        this.needsStorage = needsStorage(function);
    }

    @Override
    public long call(GuestInstance guest, long[] arguments) {
        var context = guest.context(GuestContext.class);
        context.enter(guest);
        context.charge(price);
        for (var slice : slices) {
            guest.memory().check(slice.pointer(arguments), slice.sizeBytes(arguments));
        }
        try {
            if (needsStorage && !context.hasStorage()) {
                throw GuestContext.withoutStorage();
            }
            return call.apply(context, arguments);
        } catch (Refusal refusal) {
            return context.refused(refusal.code(), refusal.text());
        } catch (EncodingException e) {
            return context.refused(INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** What code that runs once may link against, and is refused whatever it passes. */
    private static boolean needsStorage(AbiFunction function) {
        return STORAGE.contains(function.module()) || LASTING.contains(function.name());
    }
}
