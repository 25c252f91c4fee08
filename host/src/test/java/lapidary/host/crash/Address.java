package lapidary.host.crash;

import java.util.Set;

/** Where a facet is. */
record Address(String namespace, String object, String facet) {
    private static final Set<String> DECLARED = Set.of("a", "b");

    static Address parse(String text) {
        String[] parts = text.split("/", -1);
        return new Address(parts[0], parts[1], parts[2]);
    }

    /** The module that its namespace gives it; empty if none. */
    String declared() {
        return DECLARED.contains(facet) ? Workload.NAMESPACE_MODULE : "";
    }

    @Override
    public String toString() {
        return namespace + "/" + object + "/" + facet;
    }
}
