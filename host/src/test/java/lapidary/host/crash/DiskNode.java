package lapidary.host.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file or a folder, whatever its name: what is surely on the disk, and what may be. */
sealed interface DiskNode {
    /** Names as they are on the disk for sure, and as the process sees them. */
    final class Folder implements DiskNode {
        final Map<String, DiskNode> durable = new HashMap<>();
        final Map<String, DiskNode> now = new HashMap<>();
    }

    /** A change of a file's bytes that was not synced yet. */
    sealed interface Change {
        @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
        record Write(int offset, byte[] bytes) implements Change {
            int end() {
                return offset + bytes.length;
            }
        }

        record Resize(int size) implements Change {}
    }

    /** What was synced, and each change since then, in order. */
    final class File implements DiskNode {
        private byte[] durable = {};
        private final List<Change> pending = new ArrayList<>();
        private long syncedCount;

        byte[] durable() {
            return durable;
        }

        List<Change> pending() {
            return pending;
        }

        /** Its size as the process sees it. */
        int size() {
            return sizeAfter(pending.size());
        }

        /** Its size once the first so many changes were made. */
        int sizeAfter(int count) {
            int size = durable.length;
            for (var change : pending.subList(0, count)) {
                size =
                        switch (change) {
                            case Change.Write write -> Math.max(size, write.end());
                            case Change.Resize resize -> resize.size();
                        };
            }
            return size;
        }

        /** How many changes there were, synced or not. */
        long changeCount() {
            return syncedCount + pending.size();
        }

        /** A sync covered the first so many changes, and perhaps another sync did before. */
        void syncUpTo(long total) {
            int count = (int) Math.max(0, total - syncedCount);
            var covered = pending.subList(0, count);
            int size = sizeAfter(count);
            var bytes = Arrays.copyOf(durable, size);
            for (var change : covered) {
                apply(change, bytes);
            }
            durable = bytes;
            covered.clear();
            syncedCount += count;
        }

        /** What lies beyond {@code bytes} is cut off later on. */
        static void apply(Change change, byte[] bytes) {
            switch (change) {
                case Change.Write write -> {
                    int length = Math.min(write.end(), bytes.length) - write.offset();
                    if (length > 0) {
                        System.arraycopy(write.bytes(), 0, bytes, write.offset(), length);
                    }
                }
                case Change.Resize resize -> {
                    if (resize.size() < bytes.length) {
                        Arrays.fill(bytes, resize.size(), bytes.length, (byte) 0);
                    }
                }
            }
        }
    }
}
