package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.abi.ListWriter;
import lapidary.abi.Prices;
import lapidary.host.error.Refusal;

/** {@code supervisor_facets}: the facets below this one. See docs/abi.md. */
final class FacetsFunctions {
    private static final String MODULE = AbiImports.SUPERVISOR_FACETS;

    private static final int REASON_BYTES_MAX = 4 << 10;
    private static final int METHOD_BYTES_MAX = 4 << 10;

    private FacetsFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "running", FacetsFunctions::running);
        registry.add(MODULE, "start", FacetsFunctions::start);
        registry.add(MODULE, "forward", FacetsFunctions::forward);
        registry.add(MODULE, "fetch", FacetsFunctions::fetch);
        registry.add(MODULE, "call", FacetsFunctions::call);
        registry.add(MODULE, "abort", FacetsFunctions::abort);
        registry.add(MODULE, "delete", FacetsFunctions::delete);
        registry.add(MODULE, "clone", FacetsFunctions::cloneOver);
        registry.add(MODULE, "list", FacetsFunctions::list);
        registry.add(MODULE, "usage", FacetsFunctions::usage);
    }

    /** {@code running(name_ptr, name_len) -> i32}: 1 while it is started. */
    private static long running(GuestContext context, long[] arguments) {
        return below(context).isStarted(name(context, arguments, 0)) ? 1 : 0;
    }

    /** {@code start(name_ptr, name_len, options_ptr, options_len) -> i32} */
    private static long start(GuestContext context, long[] arguments) {
        String name = name(context, arguments, 0);
        long size = Integer.toUnsignedLong((int) arguments[3]);
        if (size > Limits.OPTIONS_BYTES_MAX) {
            throw new Refusal(
                    INVALID,
                    "options have at most "
                            + Limits.OPTIONS_BYTES_MAX
                            + " bytes, these have "
                            + size);
        }
        context.charge(Prices.OPTIONS_BYTE * size);
        byte[] json = context.bytes((int) arguments[2], (int) arguments[3]);
        var start = below(context).start(name, json);
        context.durableCommitPoint();
        start.run();
        return 0;
    }

    /** {@code forward(name_ptr, name_len) -> i32}: this request, when the event is over. */
    private static long forward(GuestContext context, long[] arguments) {
        var event = context.fetchEvent();
        String name = name(context, arguments, 0);
        event.requireForwardable();
        below(context).requireStarted(name);
        event.forward(name);
        return 0;
    }

    /** {@code fetch(name_ptr, name_len, head_ptr, head_len, body_ptr, body_len) -> i32} */
    private static long fetch(GuestContext context, long[] arguments) {
        String name = name(context, arguments, 0);
        var head = OutgoingHead.read(context, (int) arguments[2], (int) arguments[3]);
        var body = context.outgoingBody((int) arguments[4], (int) arguments[5]);
        beginCall(context);
        return context.replies().add(below(context).fetch(name, head.withBody(body), context));
    }

    /** {@code call(name_ptr, name_len, method_ptr, method_len, payload_ptr, payload_len) -> i32} */
    private static long call(GuestContext context, long[] arguments) {
        String name = name(context, arguments, 0);
        bounded("a method's name", arguments[3], METHOD_BYTES_MAX);
        String method = context.text((int) arguments[2], (int) arguments[3]);
        bounded("a payload", arguments[5], Limits.RPC_BYTES_MAX);
        context.chargeBytes(arguments[5] & 0xffff_ffffL);
        var call =
                new RpcCall(
                        method, context.memory().array(), (int) arguments[4], (int) arguments[5]);
        beginCall(context);
        return context.replies().add(below(context).call(name, call, context));
    }

    /** There is room for another reply, and what was written so far is durable. */
    private static void beginCall(GuestContext context) {
        context.requireCallable();
        context.durableCommitPoint();
    }

    /** {@code abort(name_ptr, name_len, reason_ptr, reason_len) -> i32} */
    private static long abort(GuestContext context, long[] arguments) {
        String name = name(context, arguments, 0);
        bounded("a reason", arguments[3], REASON_BYTES_MAX);
        String reason = context.text((int) arguments[2], (int) arguments[3]);
        context.durableCommitPoint();
        below(context).abort(name, GuestText.bounded(reason));
        return 0;
    }

    /** {@code delete(name_ptr, name_len) -> i32}: fine if it never existed. */
    private static long delete(GuestContext context, long[] arguments) {
        String name = name(context, arguments, 0);
        below(context).payDeletion(name, context);
        context.durableCommitPoint();
        below(context).delete(name);
        return 0;
    }

    /** {@code clone(src_ptr, src_len, dst_ptr, dst_len) -> i32} */
    private static long cloneOver(GuestContext context, long[] arguments) {
        String from = name(context, arguments, 0);
        String to = name(context, arguments, 2);
        below(context).payClone(from, to, context);
        context.durableCommitPoint();
        below(context).clone(from, to);
        return 0;
    }

    /** {@code list(out_ptr, out_cap) -> i32}: a list of names. */
    private static long list(GuestContext context, long[] arguments) {
        var names = new ListWriter();
        for (String name : below(context).names()) {
            context.charge(Prices.FACET_LISTED);
            names.add(name);
        }
        return context.answer(
                names.buffer(), 0, names.size(), (int) arguments[0], (int) arguments[1]);
    }

    /** {@code usage(name_ptr, name_len, out_ptr, out_cap) -> i32}: JSON. */
    private static long usage(GuestContext context, long[] arguments) {
        byte[] json = below(context).usage(name(context, arguments, 0));
        return context.answer(json, 0, json.length, (int) arguments[2], (int) arguments[3]);
    }

    private static FacetsBelow below(GuestContext context) {
        return context.reach().below();
    }

    private static String name(GuestContext context, long[] arguments, int index) {
        return FacetName.read(context, (int) arguments[index], (int) arguments[index + 1]);
    }

    private static long bounded(String what, long length, int bytesMax) {
        long size = Integer.toUnsignedLong((int) length);
        if (size > bytesMax) {
            throw new Refusal(
                    LIMIT, what + " has at most " + bytesMax + " bytes, this one has " + size);
        }
        return size;
    }
}
