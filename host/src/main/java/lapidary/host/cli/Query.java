package lapidary.host.cli;

/** The query of a URL, made part by part. Confined to a thread. */
final class Query {
    private final StringBuilder text = new StringBuilder();

    void add(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(PathSegment.encode(value));
    }

    /** Asks for that place only. */
    void add(Place place) {
        add("namespace", place.namespace());
        place.object().ifPresent(object -> add("object", object));
        place.facet().ifPresent(facet -> add("facet", facet));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
