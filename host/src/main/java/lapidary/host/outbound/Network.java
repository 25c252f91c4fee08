package lapidary.host.outbound;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits, such as {@code 10.1.0.0/16} or {@code fd00::/8}. */
public final class Network {
    private static final Pattern FORM = Pattern.compile("([0-9a-f:.]+)/([0-9]{1,3})");

    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * From an address, a slash, and how many of its bits count.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Network parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no network, such as 10.1.0.0/16 or fd00::/8");
        }
        byte[] prefix = bytes(form.group(1));
        int bits = Integer.parseInt(form.group(2));
        if (bits > prefix.length * Byte.SIZE) {
            throw new IllegalArgumentException("'" + text + "' has more bits than an address");
        }
        return new Network(prefix, bits);
    }

    /** Whether an address is one of it; one of the other kind is not. */
    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Java makes IPv4 of what is mapped, which we undo. */
    private static byte[] bytes(String literal) {
        byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
        return literal.indexOf(':') >= 0 ? asIpv6(bytes) : bytes;
    }

    private static byte[] asIpv6(byte[] bytes) {
        if (bytes.length == 16) {
            return bytes;
        }
        var mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, bytes.length);
        return mapped;
    }
}
