package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor gave a facet, as the bytes that guests ask for. Made once, when it is first
 * asked for: a question for a size costs a few hundred units, a copy of a megabyte does not.
 * Confined to whoever holds the facet's turn.
 */
final class GivenValues {
    private static final long UNKNOWN = -1;

    private final GuestIdentity identity;
    private final Map<String, byte[]> env = new HashMap<>();
    private byte @Nullable [] props;
    private @Nullable List<byte[]> environment;
    private long environmentBytes;
    private long keyBytesMax = UNKNOWN;

    GivenValues(GuestIdentity identity) {
        this.identity = identity;
    }

    byte[] props() {
        var known = props;
        if (known == null) {
            known = identity.props().getBytes(UTF_8);
            props = known;
        }
        return known;
    }

    /** Bytes of the longest key of the environment. */
    long keyBytesMax() {
        if (keyBytesMax == UNKNOWN) {
            keyBytesMax =
                    identity.env().keySet().stream().mapToLong(GivenValues::size).max().orElse(0);
        }
        return keyBytesMax;
    }

    private static long size(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** One value of the environment, or null. */
    byte @Nullable [] env(String key) {
        return env.computeIfAbsent(key, this::encoded);
    }

    private byte @Nullable [] encoded(String key) {
        String value = identity.env().get(key);
        return value == null ? null : value.getBytes(UTF_8);
    }

    /** The environment by key, each {@code KEY=value} and a zero byte. */
    List<byte[]> environment() {
        var known = environment;
        if (known == null) {
            known =
                    identity.env().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(entry ->
                                    (entry.getKey() + "=" + entry.getValue() + "\0")
                                            .getBytes(UTF_8))
                            .toList();
            environment = known;
            environmentBytes = known.stream().mapToLong(line -> line.length).sum();
        }
        return known;
    }

    /** The sum of their lengths. */
    long environmentBytes() {
        environment();
        return environmentBytes;
    }
}
