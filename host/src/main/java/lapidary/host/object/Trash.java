package lapidary.host.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import lapidary.host.storage.DurableFiles;

/**
 * Deletes folders whole: a folder is moved out of sight first, so that a crash in the middle leaves
 * nothing reachable half-deleted; what lies there at start is removed.
 */
final class Trash {
    private Trash() {}

    static void discard(Path folder, Path trash) {
        try {
            if (!Files.exists(folder)) {
                // Perhaps by a process that was killed before it could sync that.
                syncParent(folder);
                return;
            }
            DurableFiles.createFolders(trash);
            var doomed = trash.resolve(UUID.randomUUID().toString());
            // Gone for good before anybody is told so.
            DurableFiles.move(folder, doomed);
            deleteTree(doomed);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    private static void syncParent(Path folder) throws IOException {
        var parent = Objects.requireNonNull(folder.getParent());
        if (Files.exists(parent)) {
            DurableFiles.syncFolder(parent);
        }
    }

    static void empty(Path trash) {
        if (!Files.exists(trash)) {
            return;
        }
        try {
            deleteTree(trash);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + trash, e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                DurableFiles.delete(path);
            }
        }
    }
}
