package lapidary.host.crash;

import java.util.List;

/**
 * Something that a client asks of the host. It is written down before it is asked for, and again
 * when it was acknowledged.
 *
 * @param id of this one request
 * @param words names, separated by single spaces where it is written down
 */
record Op(long id, Verb verb, List<String> words) {
    /** What is asked for, with its words. */
    enum Verb {
        /** A module's name, the digest that it is to mean, the variant of the guest. */
        UPLOAD,
        /** A namespace, the module of its facets. */
        NAMESPACE,
        /** A namespace. */
        DROP_NAMESPACE,
        /** A facet, an item that is like no other: a row. */
        ROW,
        /** As a row, but a key. */
        KEY,
        /** A facet, its module from now on. */
        ATTACH,
        /** A facet. */
        DROP_FACET,
        /** A namespace and an object. */
        DROP_OBJECT,
        /** All that there is. */
        SURVEY;

        /** Whether it may be asked for again if nobody knows whether it was done. */
        boolean isRepeatable() {
            return this != ROW && this != KEY && this != SURVEY;
        }
    }

    String word(int index) {
        return words.get(index);
    }

    Address facet() {
        return Address.parse(word(0));
    }

    /** Whether it removes that facet. */
    boolean covers(Address facet) {
        return switch (verb) {
            case DROP_NAMESPACE -> facet.namespace().equals(word(0));
            case DROP_OBJECT -> facet.namespace().equals(word(0)) && facet.object().equals(word(1));
            case DROP_FACET -> facet.equals(facet());
            case UPLOAD, NAMESPACE, ROW, KEY, ATTACH, SURVEY -> false;
        };
    }

    String text() {
        return (verb + " " + String.join(" ", words)).strip();
    }

    static Op parse(long id, String text) {
        String[] parts = text.split(" ");
        return new Op(id, Verb.valueOf(parts[0]), List.of(parts).subList(1, parts.length));
    }
}
