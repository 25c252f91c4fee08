package lapidary.host.guest;

import static lapidary.abi.ResultCode.LIMIT;

import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.host.error.Refusal;

/** {@code facet_rpc}: the call that an event is about. See docs/abi.md. */
final class RpcFunctions {
    private static final String MODULE = AbiImports.FACET_RPC;

    /** More than {@code last_error} shows of it. */
    private static final int MESSAGE_BYTES_MAX = 64 << 10;

    private RpcFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "method", RpcFunctions::method);
        registry.add(MODULE, "payload", RpcFunctions::payload);
        registry.add(MODULE, "reply", RpcFunctions::reply);
        registry.add(MODULE, "fail", RpcFunctions::fail);
    }

    /** {@code method(out_ptr, out_cap) -> i32} */
    private static long method(GuestContext context, long[] arguments) {
        String method = context.rpcEvent().call().method();
        return context.answer(method, (int) arguments[0], (int) arguments[1]);
    }

    /** {@code payload(out_ptr, out_cap) -> i32}: the whole of it, as often as it is asked for. */
    private static long payload(GuestContext context, long[] arguments) {
        return context.rpcEvent()
                .call()
                .answerPayload(context, (int) arguments[0], (int) arguments[1]);
    }

    /** {@code reply(ptr, len) -> i32}: once. */
    private static long reply(GuestContext context, long[] arguments) {
        var event = context.rpcEvent();
        long size = Integer.toUnsignedLong((int) arguments[1]);
        if (size > Limits.RPC_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "a reply has at most " + Limits.RPC_BYTES_MAX + " bytes, this one has " + size);
        }
        event.beginReply((int) size);
        event.reply(context.bytes((int) arguments[0], (int) arguments[1]));
        return 0;
    }

    /** {@code fail(message_ptr, message_len) -> i32} */
    private static long fail(GuestContext context, long[] arguments) {
        var event = context.rpcEvent();
        long size = Integer.toUnsignedLong((int) arguments[1]);
        if (size > MESSAGE_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "a message has at most " + MESSAGE_BYTES_MAX + " bytes, this one has " + size);
        }
        event.fail(GuestText.bounded(context.text((int) arguments[0], (int) arguments[1])));
        return 0;
    }
}
