package lapidary.host.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are nobody's on the public internet, and so may be this machine, its neighbours,
 * or a service that trusts them. Stateless.
 *
 * <p>After IANA's registries of special-purpose addresses (RFC 6890). Of IPv6, only what is given
 * out as global unicast counts as public; within it, what carries an IPv4 address counts as that.
 */
final class Addresses {
    private static final int IPV4_BYTES = 4;

    private static final List<Network> SPECIAL =
            networks(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8",
                    "100.64.0.0/10", // between a carrier and its customers
                    "127.0.0.0/8",
                    "169.254.0.0/16", // link-local, and clouds' metadata
                    "172.16.0.0/12",
                    "192.0.0.0/24", // protocols
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "168.63.129.16/32", // a cloud's host, at a public address
                    "100.100.100.200/32",
                    "2001::/23", // protocols: Teredo, ORCHID and others
                    "2001:db8::/32", // documentation
                    "2620:4f:8000::/48",
                    "3fff::/20"); // documentation

    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final List<Network> CARRY_IPV4_AT_THE_END =
            networks("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96");

    private Addresses() {}

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(Network::parse).toList();
    }

    /** Whether an address is somebody's on the public internet. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return SPECIAL.stream().noneMatch(network -> network.contains(bytes));
        }
        var carried = carriedIpv4(bytes);
        if (carried.isPresent()) {
            return isMappedPublic(bytes, carried.get());
        }
        return GLOBAL_UNICAST.contains(bytes)
                && SPECIAL.stream().noneMatch(network -> network.contains(bytes));
    }

    /** An address that carries another goes where that goes, or nowhere that we know. */
    private static boolean isMappedPublic(byte[] address, byte[] carried) {
        boolean isNat64 = CARRY_IPV4_AT_THE_END.getLast().contains(address);
        boolean isSixToFour = SIX_TO_FOUR.contains(address);
        return (isNat64 || isSixToFour)
                && SPECIAL.stream().noneMatch(network -> network.contains(carried));
    }

    private static Optional<byte[]> carriedIpv4(byte[] address) {
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(Arrays.copyOfRange(address, 2, 2 + IPV4_BYTES));
        }
        return CARRY_IPV4_AT_THE_END.stream().anyMatch(network -> network.contains(address))
                ? Optional.of(
                        Arrays.copyOfRange(address, address.length - IPV4_BYTES, address.length))
                : Optional.empty();
    }

    /** An IPv6 address in the form of RFC 5952, without its mixed notation. */
    static String text(byte[] address) {
        var groups = new int[address.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1; // one group of zeros is not left out
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                boolean isFirst = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(isFirst ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
