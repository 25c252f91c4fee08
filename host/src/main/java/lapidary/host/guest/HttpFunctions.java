package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.abi.ListReader;
import lapidary.abi.Prices;
import lapidary.host.error.Refusal;
import lapidary.host.usage.Measure;

/** {@code facet_http}: the request that an event is about, and its reply. See docs/abi.md. */
final class HttpFunctions {
    /** Of a request that became a socket, which has no other. */
    private static final int STATUS_UPGRADE = 101;

    private static final int STATUS_MIN = 200;
    private static final int STATUS_MAX = 599;

    private HttpFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add("facet_http", "request_head", HttpFunctions::requestHead);
        registry.add("facet_http", "request_body", HttpFunctions::requestBody);
        registry.add("facet_http", "response_head", HttpFunctions::responseHead);
        registry.add("facet_http", "response_body", HttpFunctions::responseBody);
        registry.add("facet_http", "flush", HttpFunctions::flush);
        registry.add("facet_http", "detach", HttpFunctions::detach);
        registry.add("facet_http", "stream_write", HttpFunctions::streamWrite);
        registry.add("facet_http", "stream_close", HttpFunctions::streamClose);
    }

    /** {@code request_head(out_ptr, out_cap) -> i32} */
    private static long requestHead(GuestContext context, long[] arguments) {
        var head = context.fetchEvent().requestHead();
        return context.answer(
                head.buffer(), 0, head.size(), (int) arguments[0], (int) arguments[1]);
    }

    /** {@code request_body(out_ptr, out_cap) -> i32}: streams; 0 at the end. */
    private static long requestBody(GuestContext context, long[] arguments) {
        var event = context.fetchEvent();
        long count =
                BodyParts.read(context, (int) arguments[0], (int) arguments[1], event::readBody);
        context.used().add(Measure.BYTES_IN, count);
        return count;
    }

    /** {@code response_head(status, headers_ptr, headers_len) -> i32} */
    private static long responseHead(GuestContext context, long[] arguments) {
        var event = context.ownReply();
        int status = (int) arguments[0];
        int length = (int) arguments[2];
        boolean isUpgrade = status == STATUS_UPGRADE && event.accepted().isPresent();
        if ((status < STATUS_MIN || status > STATUS_MAX) && !isUpgrade) {
            throw new Refusal(INVALID, "a status is 200 to 599, was " + status);
        }
        if (Integer.toUnsignedLong(length) > Limits.HEADERS_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "headers may have "
                            + Limits.HEADERS_BYTES_MAX
                            + " bytes, these have "
                            + Integer.toUnsignedLong(length));
        }
        context.charge(Prices.HEADER_BYTE * length);
        var reader = new ListReader(context.memory().array(), (int) arguments[1], length);
        event.setHead(status, headers(reader));
        return 0;
    }

    /** {@code response_body(ptr, len) -> i32}: appends. */
    private static long responseBody(GuestContext context, long[] arguments) {
        var event = context.ownReply();
        int length = (int) arguments[1];
        if (length == 0) {
            return 0;
        }
        context.chargeBytes(length);
        event.append(context.memory().array(), (int) arguments[0], length);
        return 0;
    }

    /** {@code flush() -> i32}: a commit point, after which what was written so far leaves. */
    private static long flush(GuestContext context, long[] arguments) {
        var event = context.ownReply();
        event.requireReply();
        context.used().add(Measure.BYTES_OUT, event.unsentBytes());
        context.commitPoint();
        event.send();
        return 0;
    }

    /** {@code detach() -> i64} */
    private static long detach(GuestContext context, long[] arguments) {
        var event = context.fetchEvent();
        event.requireDetachable();
        var stream = context.sockets().detach(context.newId());
        event.detached(stream);
        return stream.id();
    }

    /** {@code stream_write(stream, data_ptr, data_len) -> i32} */
    private static long streamWrite(GuestContext context, long[] arguments) {
        int length = (int) arguments[2];
        if (Integer.toUnsignedLong(length) > Limits.REPLY_BYTES_MAX) {
            throw new Refusal(
                    LIMIT, "at most " + Limits.REPLY_BYTES_MAX + " bytes are written at once");
        }
        context.chargeBytes(length);
        context.sockets().write(arguments[0], context.memory().array(), (int) arguments[1], length);
        context.used().add(Measure.BYTES_OUT, length);
        return 0;
    }

    /** {@code stream_close(stream) -> i32} */
    private static long streamClose(GuestContext context, long[] arguments) {
        context.sockets().end(arguments[0]);
        return 0;
    }

    private static List<Header> headers(ListReader reader) {
        var headers = new ArrayList<Header>();
        while (reader.next()) {
            String name = reader.text();
            if (!reader.next()) {
                throw new Refusal(INVALID, "header " + headers.size() + " has no value");
            }
            if (headers.size() == Limits.HEADERS_COUNT_MAX) {
                throw new Refusal(LIMIT, "a reply has at most 128 header fields");
            }
            headers.add(HeaderRules.checked(name, reader.text()));
        }
        return headers;
    }
}
