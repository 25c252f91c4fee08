package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import lapidary.abi.AbiFunction;
import lapidary.abi.EncodingException;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.HostFunction;
import lapidary.host.error.Refusal;

/**
 * The one place where a guest reaches the host. Every import passes here, and in this order: its
 * price is charged, every slice among its arguments is checked against the memory (or traps), the
 * function acts, and what it refuses becomes a code with a text for {@code last_error}. Immutable.
 *
 * <p>Which arguments are slices follows from their names in the contract: {@code x_ptr} with the
 * {@code x_len} or {@code x_cap} that comes after it.
 */
final class HostEdge implements HostFunction {
    private final long price;
    private final int[] slicePointers;
    private final GuestCall call;

    HostEdge(AbiFunction function, long price, GuestCall call) {
        this.price = price;
        this.slicePointers = slicePointers(function);
        this.call = call;
    }

    @Override
    public long call(GuestInstance guest, long[] arguments) {
        var context = guest.context(GuestContext.class);
        context.enter(guest);
        guest.tank().charge(price);
        for (int pointer : slicePointers) {
            guest.memory().check((int) arguments[pointer], (int) arguments[pointer + 1]);
        }
        try {
            return call.apply(context, arguments);
        } catch (Refusal refusal) {
            return context.refused(refusal.code(), refusal.text());
        } catch (EncodingException e) {
            return context.refused(INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static int[] slicePointers(AbiFunction function) {
        var names = function.parameterNames();
        return java.util.stream.IntStream.range(0, names.size() - 1)
                .filter(i -> isSlice(names.get(i), names.get(i + 1)))
                .toArray();
    }

    private static boolean isSlice(String pointer, String length) {
        if (!pointer.endsWith("ptr")) {
            return false;
        }
        String stem = pointer.substring(0, pointer.length() - "ptr".length());
        return length.equals(stem + "len") || length.equals(stem + "cap");
    }
}
