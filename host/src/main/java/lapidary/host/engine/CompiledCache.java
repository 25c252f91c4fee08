package lapidary.host.engine;

import java.util.Optional;

/**
 * Keeps compiled code, so that a module is compiled once and not once per start of the host. What
 * it gives back is checked; a cache may lose anything at any time. Thread-safe.
 */
public interface CompiledCache {
    /** Keeps nothing. */
    CompiledCache NONE =
            new CompiledCache() {
                @Override
                public Optional<byte[]> get(String key) {
                    return Optional.empty();
                }

                @Override
                public void put(String key, byte[] code) {}
            };

    /**
     * What was put under a key, or nothing.
     *
     * @param key hexadecimal digits; a different one for each module, host and engine version
     */
    Optional<byte[]> get(String key);

    void put(String key, byte[] code);
}
