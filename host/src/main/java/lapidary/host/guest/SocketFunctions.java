package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import lapidary.abi.AbiExports;
import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.abi.ListReader;
import lapidary.abi.ListWriter;
import lapidary.abi.Prices;
import lapidary.abi.Utf8;
import lapidary.host.error.Refusal;
import lapidary.host.socket.CloseCode;
import lapidary.host.usage.Measure;

/** {@code facet_ws}: the WebSockets that the facet has accepted. See docs/abi.md. */
final class SocketFunctions {
    private static final String MODULE = AbiImports.FACET_WS;
    private static final int TEXT = 1;
    private static final int BINARY = 2;

    private SocketFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "accept", SocketFunctions::accept);
        registry.add(MODULE, "send", SocketFunctions::send);
        registry.add(MODULE, "close", SocketFunctions::close);
        registry.add(MODULE, "list", SocketFunctions::list);
        registry.add(MODULE, "tags", SocketFunctions::tags);
        registry.add(MODULE, "attachment_get", SocketFunctions::attachmentGet);
        registry.add(MODULE, "attachment_set", SocketFunctions::attachmentSet);
        registry.add(MODULE, "auto_response", SocketFunctions::autoResponse);
        registry.add(MODULE, "event_socket", (context, _) -> context.eventSocket());
        registry.add(MODULE, "event_kind", SocketFunctions::eventKind);
        registry.add(MODULE, "event_data", SocketFunctions::eventData);
        registry.add(MODULE, "event_code", (context, _) -> context.socketEvent().code());
    }

    /** {@code accept(tags_ptr, tags_len) -> i32} */
    private static long accept(GuestContext context, long[] arguments) {
        var event = context.fetchEvent();
        var sockets = context.sockets();
        int length = (int) arguments[1];
        boundedBy(Limits.WS_TAGS_MAX * (Limits.WS_TAG_BYTES_MAX + Integer.BYTES), length, "tags");
        context.chargeBytes(length);
        var tags = tagsOf(new ListReader(context.memory().array(), (int) arguments[0], length));
        event.requireUpgrade();
        if (!context.exports(AbiExports.WS_MESSAGE)) {
            throw new Refusal(
                    INVALID, "the module does not export ws_message, which would be called");
        }
        event.accepted(sockets.accept(context.newId(), tags));
        return 0;
    }

    private static List<String> tagsOf(ListReader reader) {
        var tags = new ArrayList<String>();
        while (reader.next()) {
            if (tags.size() == Limits.WS_TAGS_MAX) {
                throw new Refusal(LIMIT, "a socket has at most " + Limits.WS_TAGS_MAX + " tags");
            }
            boundedBy(Limits.WS_TAG_BYTES_MAX, reader.length(), "a tag");
            String tag = reader.text();
            if (tag.isEmpty()) {
                throw new Refusal(INVALID, "a tag is not empty");
            }
            if (!tags.contains(tag)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /** {@code send(ws, kind, data_ptr, data_len) -> i32} */
    private static long send(GuestContext context, long[] arguments) {
        int kind = (int) arguments[1];
        int pointer = (int) arguments[2];
        int length = (int) arguments[3];
        if (kind != TEXT && kind != BINARY) {
            throw new Refusal(INVALID, "a message is text (1) or binary (2), not " + kind);
        }
        boundedBy(Limits.WS_MESSAGE_BYTES_MAX, length, "a message");
        context.chargeBytes(length);
        byte[] memory = context.memory().array();
        if (kind == TEXT && !Utf8.isWellFormed(memory, pointer, length)) {
            throw new Refusal(INVALID, "the text is not UTF-8");
        }
        context.sockets().send(arguments[0], kind == TEXT, memory, pointer, length);
        context.used().add(Measure.BYTES_OUT, length);
        return 0;
    }

    /** {@code close(ws, code, reason_ptr, reason_len) -> i32} */
    private static long close(GuestContext context, long[] arguments) {
        int code = (int) arguments[1];
        int length = (int) arguments[3];
        if (!CloseCode.maySend(code)) {
            throw new Refusal(
                    INVALID,
                    "a close code is 1000 to 1014 but for 1004, 1005 and 1006, or 3000 to 4999, not "
                            + code);
        }
        boundedBy(CloseCode.REASON_BYTES_MAX, length, "a reason");
        String reason = context.text((int) arguments[2], length);
        context.sockets().close(arguments[0], code, reason);
        return 0;
    }

    /** {@code list(tag_ptr, tag_len, out_ptr, out_cap) -> i32}: packed ids. */
    private static long list(GuestContext context, long[] arguments) {
        int length = (int) arguments[1];
        boundedBy(Limits.WS_TAG_BYTES_MAX, length, "a tag");
        String tag = context.text((int) arguments[0], length);
        context.charge(Prices.SOCKET_LISTED * context.sockets().count(tag));
        long[] ids = context.sockets().ids(tag);
        int size = ids.length * Long.BYTES;
        if (size > Integer.toUnsignedLong((int) arguments[3])) {
            return size;
        }
        context.chargeBytes(size);
        if (size > 0) {
            ByteBuffer.wrap(context.memory().array(), (int) arguments[2], size)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .put(ids);
        }
        return size;
    }

    /** {@code tags(ws, out_ptr, out_cap) -> i32}: a list. */
    private static long tags(GuestContext context, long[] arguments) {
        var list = new ListWriter();
        context.sockets().tags(arguments[0]).forEach(list::add);
        return context.answer(
                list.buffer(), 0, list.size(), (int) arguments[1], (int) arguments[2]);
    }

    /** {@code attachment_get(ws, out_ptr, out_cap) -> i32} */
    private static long attachmentGet(GuestContext context, long[] arguments) {
        byte[] bytes = context.sockets().attachment(arguments[0]);
        return context.answer(bytes, 0, bytes.length, (int) arguments[1], (int) arguments[2]);
    }

    /** {@code attachment_set(ws, data_ptr, data_len) -> i32} */
    private static long attachmentSet(GuestContext context, long[] arguments) {
        int length = (int) arguments[2];
        boundedBy(Limits.WS_ATTACHMENT_BYTES_MAX, length, "an attachment");
        context.chargeBytes(length);
        context.sockets()
                .attach(arguments[0], context.memory().array(), (int) arguments[1], length);
        return 0;
    }

    /** {@code auto_response(request_ptr, request_len, response_ptr, response_len) -> i32} */
    private static long autoResponse(GuestContext context, long[] arguments) {
        int requestLength = (int) arguments[1];
        int responseLength = (int) arguments[3];
        boundedBy(Limits.WS_AUTO_RESPONSE_BYTES_MAX, requestLength, "a request");
        boundedBy(Limits.WS_AUTO_RESPONSE_BYTES_MAX, responseLength, "a response");
        String request = context.text((int) arguments[0], requestLength);
        String response = context.text((int) arguments[2], responseLength);
        context.database().autoResponse().set(request, response);
        context.sockets().autoRespond(request, response);
        return 0;
    }

    /** {@code event_kind() -> i32} */
    private static long eventKind(GuestContext context, long[] arguments) {
        return context.socketEvent().isText() ? TEXT : BINARY;
    }

    /** {@code event_data(out_ptr, out_cap) -> i32} */
    private static long eventData(GuestContext context, long[] arguments) {
        var data = context.socketEvent().data();
        return context.answer(
                data.bytes(), 0, data.length(), (int) arguments[0], (int) arguments[1]);
    }

    private static void boundedBy(int bytesMax, int length, String what) {
        if (Integer.toUnsignedLong(length) > bytesMax) {
            throw new Refusal(
                    LIMIT,
                    what
                            + " has at most "
                            + bytesMax
                            + " bytes, this would be "
                            + Integer.toUnsignedLong(length));
        }
    }
}
