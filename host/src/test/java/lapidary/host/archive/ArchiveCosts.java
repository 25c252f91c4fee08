package lapidary.host.archive;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.ObjectRoom;

/**
 * What does the archive cost? Run by hand, on a disk and not in memory; the figures are in
 * docs/restore.md. Times are the thread's own.
 */
final class ArchiveCosts {
    private static final int COMMITS = 20_000;
    private static final int ROUNDS = 1_000;

    private static final Random RANDOM = new Random(1);

    private ArchiveCosts() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "archive-costs");
        commits(folder);
        captures(folder, 1);
        captures(folder, 50);
        restore(folder);
    }

    /** What an event pays: the same commits, followed and not. */
    private static void commits(Path folder) throws Exception {
        for (int run = 0; run < 3; run++) {
            Path plain = Files.createDirectories(folder.resolve("plain" + run)).resolve("1.db");
            try (var database =
                    FacetDatabase.open(
                            plain,
                            DatabaseLimits.DEFAULT,
                            ObjectRoom.alone(),
                            MemoryBudget.UNLIMITED,
                            LocalCommitter.ofThisProcess())) {
                print("commit, no archive", commitNanos(database));
            }
            try (var world = new TestArchive(folder.resolve("followed" + run), 0)) {
                print("commit, followed", commitNanos(world.database()));
            }
        }
    }

    private static long commitNanos(FacetDatabase database) {
        prepare(database);
        long start = cpuNanos();
        for (int i = 0; i < COMMITS; i++) {
            insert(database);
            database.checkpointIfDue();
        }
        return (cpuNanos() - start) / COMMITS;
    }

    /** What the archive's thread pays for a facet, and what it writes. */
    private static void captures(Path folder, int commits) throws Exception {
        try (var world = new TestArchive(folder.resolve("captures" + commits), 0)) {
            prepare(world.database());
            world.archive.runOnce();
            long nanos = 0;
            for (int i = 0; i < ROUNDS; i++) {
                for (int j = 0; j < commits; j++) {
                    insert(world.database());
                }
                world.now += 1_000;
                long start = cpuNanos();
                world.archive.runOnce();
                nanos += cpuNanos() - start;
            }
            var files = new LtxFiles(world.store, TestArchive.KEY).all(0, 0);
            long bytes = files.stream().mapToLong(LtxFiles.File::size).sum();
            print("round of " + commits + " commits", nanos / ROUNDS);
            System.out.println("bytes a commit: " + bytes / ((long) ROUNDS * commits));
        }
    }

    private static void restore(Path folder) throws Exception {
        try (var world = new TestArchive(folder.resolve("restore"), 0)) {
            var random = new Random(1);
            world.database().hostTransaction(sql -> sql.execute("CREATE TABLE t (a, b)"));
            for (int i = 0; i < 100; i++) {
                world.database()
                        .hostTransaction(sql -> {
                            for (int j = 0; j < 2_000; j++) {
                                sql.execute("INSERT INTO t VALUES (?, ?)", j, text(random));
                            }
                            return 1;
                        });
                world.database().checkpointIfDue();
                world.now += 10_000 + random.nextInt(10);
                world.archive.runOnce();
            }
            long start = cpuNanos();
            String hash = world.restored(world.now);
            long nanos = cpuNanos() - start;
            long size = Files.size(folder.resolve("restore/restored.db"));
            System.out.println(
                    "restore of " + (size >> 20) + " MiB: " + nanos / 1_000_000 + " ms, " + hash);
            start = cpuNanos();
            world.archive.adopted(copy(world, folder));
            System.out.println("snapshot of it: " + (cpuNanos() - start) / 1_000_000 + " ms");
        }
    }

    private static Path copy(TestArchive world, Path folder) throws Exception {
        Path other = world.file.resolveSibling("2.db");
        return Files.copy(folder.resolve("restore/restored.db"), other);
    }

    private static void prepare(FacetDatabase database) {
        database.hostTransaction(sql -> {
            sql.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b, c)");
            return sql.execute("CREATE INDEX i ON t (b)");
        });
    }

    private static void insert(FacetDatabase database) {
        database.hostTransaction(sql ->
                sql.execute(
                        "INSERT INTO t (b, c) VALUES (?, ?)",
                        RANDOM.nextLong(),
                        Long.toHexString(RANDOM.nextLong()).repeat(6)));
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            text.append(Long.toHexString(random.nextLong()));
        }
        return text.toString();
    }

    /** Of this thread: others may have the processor meanwhile. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String what, long nanos) {
        System.out.println(what + ": " + nanos / 1_000 + " µs");
    }
}
