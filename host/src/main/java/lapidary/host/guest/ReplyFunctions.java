package lapidary.host.guest;

import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.io.IOException;
import lapidary.abi.AbiImports;
import lapidary.host.error.Refusal;

/**
 * {@code facet_http.fetch} and {@code reply_*}: what an event asks of others, and their replies.
 * See docs/abi.md.
 */
final class ReplyFunctions {
    private static final String MODULE = AbiImports.FACET_HTTP;

    private ReplyFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "fetch", ReplyFunctions::fetch);
        registry.add(MODULE, "reply_status", (c, a) -> reply(c, a).status());
        registry.add(MODULE, "reply_headers", ReplyFunctions::headers);
        registry.add(MODULE, "reply_body", ReplyFunctions::body);
        registry.add(MODULE, "reply_close", ReplyFunctions::close);
    }

    /** {@code fetch(head_ptr, head_len, body_ptr, body_len) -> i32}: a reply handle. */
    private static long fetch(GuestContext context, long[] arguments) {
        var outbound = context.reach().outbound();
        outbound.requireAny();
        var head = OutgoingHead.read(context, (int) arguments[0], (int) arguments[1]);
        var way = outbound.prepare(head);
        context.beginSubrequest();
        var body = context.outgoingBody((int) arguments[2], (int) arguments[3]);
        return context.replies().add(way.send(body, context));
    }

    /** {@code reply_headers(handle, out_ptr, out_cap) -> i32}: a list of names and values. */
    private static long headers(GuestContext context, long[] arguments) {
        var fields = context.replies().headers((int) arguments[0]);
        return context.answer(
                fields.buffer(), 0, fields.size(), (int) arguments[1], (int) arguments[2]);
    }

    /** {@code reply_body(handle, out_ptr, out_cap) -> i32}: streams; 0 at the end. */
    private static long body(GuestContext context, long[] arguments) {
        var reply = reply(context, arguments);
        return BodyParts.read(
                context,
                (int) arguments[1],
                (int) arguments[2],
                (into, offset, length) -> read(reply, into, offset, length));
    }

    private static int read(OpenReply reply, byte[] into, int offset, int length) {
        try {
            return reply.read(into, offset, length);
        } catch (IOException e) {
            throw new Refusal(UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** {@code reply_close(handle) -> i32} */
    private static long close(GuestContext context, long[] arguments) {
        context.replies().close((int) arguments[0]);
        return 0;
    }

    private static OpenReply reply(GuestContext context, long[] arguments) {
        return context.replies().get((int) arguments[0]);
    }
}
