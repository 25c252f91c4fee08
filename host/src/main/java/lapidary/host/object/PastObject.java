package lapidary.host.object;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import lapidary.host.archive.FacetKey;
import lapidary.host.archive.ObjectKey;
import lapidary.host.archive.Restorer;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;

/** An object as it was at a time: which facets it had, with which options and data. */
record PastObject(Restorer restorer, ObjectKey key, Instant to, TreeDocument document) {
    static PastObject find(Restorer restorer, ObjectKey key, Instant to) {
        var document =
                restorer.document(key, to)
                        .map(bytes -> Json.read(bytes, TreeDocument.class))
                        .orElseThrow(() -> tooEarly(restorer, key, to));
        return new PastObject(restorer, key, to, document);
    }

    /** A facet that the object had then. */
    TreeDocument.Facet facet(String name) {
        var facet = document.facets().get(name);
        if (facet == null) {
            throw new CallerException(
                    ErrorCode.RESTORE_TIME_UNAVAILABLE,
                    "the object had no such facet at "
                            + to
                            + "; it had: "
                            + document.facets().keySet().stream()
                                    .map(FacetPath::shown)
                                    .collect(Collectors.joining(", ")));
        }
        return facet;
    }

    /** Writes a facet's database; empty, with no file, if it had none. */
    Optional<Instant> write(TreeDocument.Facet facet, Path target) {
        return restorer.restore(new FacetKey(key, facet.number()), to, target);
    }

    private static CallerException tooEarly(Restorer restorer, ObjectKey key, Instant to) {
        String there =
                restorer.firstDocument(key)
                        .map(first -> "it begins at " + first)
                        .orElse("it has nothing of this object");
        return new CallerException(
                ErrorCode.RESTORE_TIME_UNAVAILABLE,
                "the archive does not go back to " + to + ": " + there);
    }
}
