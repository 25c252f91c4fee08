package lapidary.host.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lapidary.abi.Utf8;

/** Why a WebSocket ends: RFC 6455, section 7.4. Stateless. */
public final class CloseCode {
    public static final int NORMAL = 1000;

    /** The server stops, or what the socket belongs to is gone. */
    public static final int GOING_AWAY = 1001;

    public static final int PROTOCOL_ERROR = 1002;

    /** Never sent: the close frame had no code. */
    public static final int NONE = 1005;

    /** Never sent: there was no close frame. */
    public static final int ABNORMAL = 1006;

    public static final int NOT_UTF_8 = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int FAILURE = 1011;

    /** The facet was aborted, or starts anew with other code or data. */
    public static final int RESTART = 1012;

    public static final int TRY_AGAIN_LATER = 1013;

    /** Of a reason: a control frame has 125 bytes. */
    public static final int REASON_BYTES_MAX = 123;

    private static final int DEFINED_MAX = 1014;
    private static final int REGISTERED_MIN = 3000;
    private static final int PRIVATE_MAX = 4999;

    private CloseCode() {}

    /** Whether a close frame may have it. */
    public static boolean maySend(int code) {
        return (code >= NORMAL && code <= DEFINED_MAX && code != 1004 && code != NONE)
                ? code != ABNORMAL
                : code >= REGISTERED_MIN && code <= PRIVATE_MAX;
    }

    /** A text as a reason, cut between two characters if need be. */
    static byte[] reason(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, REASON_BYTES_MAX);
        while (!Utf8.isWellFormed(bytes, 0, length)) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
