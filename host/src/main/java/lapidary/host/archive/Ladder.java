package lapidary.host.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lapidary.host.ltx.LtxName;

/**
 * Merges one facet's files, level by level, once a window of the level above is over; and makes a
 * snapshot of what there is when the last one is old, or small beside what has come since. What it
 * makes is an addition: the files below stay, since they alone can tell each second. Confined to
 * the archive's thread.
 */
final class Ladder {
    private static final long SNAPSHOT_MILLIS = 24 * 3_600_000L;
    private static final long SINCE_BYTES_MIN = 64L << 20;
    private static final int SINCE_FACTOR = 4;

    private final LtxFiles files;
    private final Path scratch;

    /** Files of the level below each level that wait for their window's end. */
    private final List<List<Waiting>> waiting = new ArrayList<>();

    private boolean isLoaded;
    private long snapshotMillis;
    private long snapshotBytes;
    private long sinceBytes;

    private record Waiting(LtxFiles.File file, long millis) {}

    /**
     * @param scratch a folder for what is being made
     */
    Ladder(LtxFiles files, Path scratch) {
        this.files = files;
        this.scratch = scratch;
        for (int level = 0; level <= Levels.HIGHEST; level++) {
            waiting.add(new ArrayList<>());
        }
    }

    /** Takes what the store has got now, and does what is due. */
    void advance(List<LtxFiles.File> added, long nowMillis) throws IOException {
        if (!isLoaded) {
            load(); // which finds what was added, too
            isLoaded = true;
        } else {
            for (var file : added) {
                note(file);
            }
        }
        for (int level = 1; level <= Levels.HIGHEST; level++) {
            closeWindows(level, nowMillis);
        }
        snapshotIfDue(nowMillis);
    }

    /** Whether there is nothing that time alone would make it do. */
    boolean isAtRest() {
        return waiting.stream().allMatch(List::isEmpty);
    }

    private void note(LtxFiles.File file) throws IOException {
        long millis = files.header(file).timestampMillis();
        if (file.level() == Levels.SNAPSHOT) {
            noteSnapshot(file, millis);
        } else {
            sinceBytes += file.size();
            waiting.get(1).add(new Waiting(file, millis));
        }
    }

    private void noteSnapshot(LtxFiles.File file, long millis) {
        snapshotMillis = millis;
        snapshotBytes = file.size();
        sinceBytes = 0;
    }

    /** From the store: what is in no file of the level above. */
    private void load() throws IOException {
        var snapshots = files.snapshots();
        if (!snapshots.isEmpty()) {
            var newest = snapshots.getLast();
            noteSnapshot(newest, files.header(newest).timestampMillis());
        }
        long covered = 0;
        for (int level = Levels.HIGHEST; level >= 1; level--) {
            covered = Math.max(covered, lastOf(level));
            for (var file : files.all(level - 1, covered)) {
                sinceBytes += file.size();
                long millis = files.header(file).timestampMillis();
                waiting.get(level).add(new Waiting(file, millis));
            }
        }
    }

    private long lastOf(int level) throws IOException {
        var all = files.all(level, 0);
        return all.isEmpty() ? 0 : all.getLast().name().txidMax();
    }

    /** Merges what belongs together and can have no more. */
    private void closeWindows(int level, long nowMillis) throws IOException {
        var all = waiting.get(level);
        while (!all.isEmpty()) {
            int count = together(level, all);
            long window = Levels.window(level, all.getFirst().millis());
            boolean mayGrow = count == all.size() && window >= Levels.window(level, nowMillis);
            if (mayGrow && count < Merge.FILES_MAX) {
                return;
            }
            var parts = List.copyOf(all.subList(0, count));
            merge(level, parts);
            all.subList(0, count).clear();
        }
    }

    /** How many of the first are of one window, and follow one another. */
    private static int together(int level, List<Waiting> all) {
        int count = 1;
        long window = Levels.window(level, all.getFirst().millis());
        while (count < Math.min(all.size(), Merge.FILES_MAX)
                && Levels.window(level, all.get(count).millis()) == window
                && all.get(count).file().name().txidMin()
                        == all.get(count - 1).file().name().txidMax() + 1) {
            count++;
        }
        return count;
    }

    private void merge(int level, List<Waiting> parts) throws IOException {
        var made = make(level, parts.stream().map(Waiting::file).toList());
        if (level < Levels.HIGHEST) {
            waiting.get(level + 1).add(new Waiting(made, parts.getLast().millis()));
        }
    }

    private void snapshotIfDue(long nowMillis) throws IOException {
        boolean isOld = nowMillis - snapshotMillis >= SNAPSHOT_MILLIS;
        boolean isSmall = sinceBytes > Math.max(SINCE_BYTES_MIN, SINCE_FACTOR * snapshotBytes);
        if (sinceBytes == 0 || !(isOld || isSmall)) {
            return;
        }
        var snapshots = files.snapshots();
        if (snapshots.isEmpty()) {
            return;
        }
        var part = snapshots.getLast();
        var rest = Chain.after(files, part, nowMillis);
        while (!rest.isEmpty()) {
            int count = Math.min(rest.size(), Merge.FILES_MAX - 1);
            var parts = new ArrayList<LtxFiles.File>();
            parts.add(part);
            parts.addAll(rest.subList(0, count));
            part = make(Levels.SNAPSHOT, parts);
            rest = rest.subList(count, rest.size());
        }
        noteSnapshot(part, nowMillis);
    }

    private LtxFiles.File make(int level, List<LtxFiles.File> parts) throws IOException {
        LtxName name = Merge.nameOf(parts);
        Path half = Files.createTempFile(scratch, "merge", ".ltx");
        try {
            try (var out = Files.newOutputStream(half)) {
                var buffered = new BufferedOutputStream(out, 64 << 10);
                new Merge(files).write(parts, buffered);
                buffered.flush();
            }
            files.put(level, name, half);
            return new LtxFiles.File(level, name, Files.size(half));
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
