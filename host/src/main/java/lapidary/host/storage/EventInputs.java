package lapidary.host.storage;

import java.util.random.RandomGenerator;

/**
 * What SQL knows of the world during one event: its start in milliseconds since 1970, which is what
 * every clock shows, and the generator behind {@code random()} and {@code randomblob()}, the one
 * that the event's guest draws from too.
 */
public record EventInputs(long startMillis, RandomGenerator random) {}
