package lapidary.host.cli;

import java.util.Optional;

/**
 * A namespace, an object of it, or a facet of that: {@code NS[/OBJECT[/FACET]]}. A slash in the
 * object's name is written {@code %2F}, and a percent sign {@code %25}.
 */
record Place(String namespace, Optional<String> object, Optional<String> facet) {
    /** Reads a place; the message of the exception is for the user. */
    static Place parse(String text) {
        String[] parts = text.split("/", 3);
        return new Place(
                Names.requirePlain("namespace", parts[0]),
                parts.length < 2
                        ? Optional.empty()
                        : Optional.of(Names.requireFree("object", PathSegment.decode(parts[1]))),
                parts.length < 3 ? Optional.empty() : Optional.of(PathSegment.decode(parts[2])));
    }
}
