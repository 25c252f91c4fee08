package lapidary.host.object;

import lapidary.host.facet.NamespaceShare;

/**
 * A kind of object. Immutable: a changed document makes a new one.
 *
 * @param id never reused, also on disk
 * @param share what its events take of the host; the same for all documents that it ever has
 */
public record Namespace(long id, String name, NamespaceDocument document, NamespaceShare share) {}
