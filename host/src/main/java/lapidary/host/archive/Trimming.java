package lapidary.host.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import lapidary.host.cold.ColdStore;

/** Goes through the whole store, and removes what no restore needs any more. */
final class Trimming {
    private static final int PAGE = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** In a document; within a text of a guest's, the quotes have backslashes. */
    private static final Pattern FACET = Pattern.compile("\"number\":([0-9]{1,18})");

    private final ColdStore store;
    private final long beforeMillis;
    private final Retention retention;
    private final BooleanSupplier stops;

    /**
     * @param stops whether to leave the rest for the next time
     */
    Trimming(ColdStore store, long beforeMillis, BooleanSupplier stops) {
        this.store = store;
        this.beforeMillis = beforeMillis;
        this.retention = new Retention(store, beforeMillis);
        this.stops = stops;
    }

    void run() throws IOException {
        forEach(
                "objects",
                namespace ->
                        forEach(
                                "objects/" + namespace,
                                id -> {
                                    if (NUMBER.matcher(namespace).matches()) {
                                        trim(new ObjectKey(Long.parseLong(namespace), id));
                                    }
                                }));
    }

    private interface Work {
        void with(String name) throws IOException;
    }

    private void forEach(String folder, Work work) throws IOException {
        String after = "";
        while (!stops.getAsBoolean()) {
            var page = store.list(folder, after, PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (var entry : page) {
                work.with(entry.name());
            }
            after = page.getLast().name();
        }
    }

    private void trim(ObjectKey object) throws IOException {
        var documents = trimDocuments(object);
        Set<Long> needed = new HashSet<>();
        for (String name : documents) {
            try (var in = store.open(object.treeFolder() + "/" + name)) {
                FACET.matcher(new String(in.readAllBytes(), UTF_8))
                        .results()
                        .forEach(found -> needed.add(Long.parseLong(found.group(1))));
            }
        }
        forEach(
                object.folder(),
                name -> {
                    if (NUMBER.matcher(name).matches()) {
                        var key = new FacetKey(object, Long.parseLong(name));
                        if (documents.isEmpty() || needed.contains(key.number())) {
                            retention.trim(key);
                        } else {
                            retention.trimDeleted(key);
                        }
                    }
                });
        forgetIfGone(object, documents, needed);
    }

    /** Those that a restore may ask for: the newest that is too old says how it was since then. */
    private List<String> trimDocuments(ObjectKey object) throws IOException {
        var names = new ArrayList<String>();
        forEach(
                object.treeFolder(),
                name -> {
                    if (Documents.isName(name)) {
                        names.add(name);
                    }
                });
        while (names.size() > 1 && Documents.millisOf(names.get(1)) <= beforeMillis) {
            store.delete(object.treeFolder() + "/" + names.removeFirst());
        }
        return names;
    }

    private void forgetIfGone(ObjectKey object, List<String> documents, Set<Long> needed)
            throws IOException {
        boolean isGone =
                documents.size() == 1
                        && needed.isEmpty()
                        && Documents.millisOf(documents.getFirst()) <= beforeMillis;
        if (isGone) {
            store.delete(object.treeFolder() + "/" + documents.getFirst());
        }
    }
}
