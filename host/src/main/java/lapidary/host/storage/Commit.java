package lapidary.host.storage;

/**
 * How an event, or the part of it before a commit point, was kept. What it read or wrote may be
 * told once {@link FacetDatabase#passGate} has returned for its sequence: also when it wrote
 * nothing itself, since it may have read what an event before it wrote.
 */
public record Commit(boolean wrote, long sequence) {}
