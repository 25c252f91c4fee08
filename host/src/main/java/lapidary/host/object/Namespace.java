package lapidary.host.object;

/**
 * A kind of object. Immutable: a changed document makes a new one.
 *
 * @param id never reused, also on disk
 */
public record Namespace(long id, String name, NamespaceDocument document) {}
