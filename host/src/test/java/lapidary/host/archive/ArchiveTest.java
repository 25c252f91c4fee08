package lapidary.host.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import lapidary.host.cold.FakeS3;
import lapidary.host.cold.S3Bucket;
import lapidary.host.cold.S3Store;
import lapidary.host.error.CallerException;
import lapidary.host.error.FailureException;
import lapidary.host.ltx.LtxReader;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.FacetDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final long START = 1_700_000_000_000L;

    @TempDir Path folder;

    @Test
    void a_facet_is_restored_byte_for_byte_to_any_second() throws Exception {
        for (int round = 0; round < 3; round++) {
            var random = new Random(SEED + round);
            try (var world = new TestArchive(folder.resolve("r" + round), START)) {
                var hashes = load(world, random, 60);
                check(world, hashes);
                assertTrue(levelsOf(world) > 2, "levels with files: " + levelsOf(world));
            }
        }
    }

    @Test
    void a_bucket_does_as_well_as_a_folder() throws Exception {
        try (var service = new FakeS3();
                var store =
                        new S3Store(
                                new S3Bucket(service.endpoint(), FakeS3.REGION, "bucket", ""),
                                FakeS3.CREDENTIALS,
                                InstantSource.system());
                var world = new TestArchive(folder, START, store)) {
            check(world, load(world, new Random(SEED), 8));
        }
    }

    @Test
    void what_was_not_yet_shipped_is_shipped_before_a_checkpoint() throws Exception {
        try (var world = new TestArchive(folder, START)) {
            var random = new Random(SEED);
            boolean done = false;
            for (int i = 0; i < 3_000 && !done; i++) {
                world.change(random);
                done = world.database().checkpointIfDue();
            }
            assertTrue(done, "there was no checkpoint");
            world.change(random);
            world.now += 1_000;
            String expected = world.hashOfClosed();
            world.archive.runOnce();
            assertEquals(expected, world.restored(world.now));
        }
    }

    @Test
    void after_a_kill_the_chain_goes_on_without_a_gap() throws Exception {
        var random = new Random(SEED);
        try (var world = new TestArchive(folder.resolve("a"), START)) {
            var hashes = load(world, random, 10);
            for (int i = 0; i < 5; i++) {
                world.change(random); // the archive does not have these yet
            }
            try (var after = world.killed(folder.resolve("b"))) {
                after.now += 5_000;
                hashes.put(after.now, after.hashOfClosed());
                after.archive.runOnce();
                hashes.putAll(load(after, random, 10));
                check(after, hashes);
                assertEquals(1, snapshots(after).size());
            }
        }
    }

    @Test
    void what_was_written_without_the_archive_begins_a_new_chain() throws Exception {
        var random = new Random(SEED);
        SortedMap<Long, String> hashes;
        try (var world = new TestArchive(folder, START)) {
            hashes = load(world, random, 5);
        }
        Path file = folder.resolve("data/objects/1/ab/" + "ab".repeat(16) + "/1.db");
        try (var unwatched = FacetDatabase.open(file, DatabaseLimits.DEFAULT)) {
            unwatched.hostTransaction(sql -> sql.execute("DELETE FROM t0 WHERE a < 100"));
        }
        try (var world = new TestArchive(folder, hashes.lastKey() + 60_000)) {
            world.archive.runOnce();
            assertEquals(2, snapshots(world).size());
            hashes.put(world.now, world.hashOfClosed());
            hashes.putAll(load(world, random, 5));
            check(world, hashes);
        }
    }

    @Test
    void a_lost_file_ends_what_can_be_restored_until_the_next_snapshot() throws Exception {
        var random = new Random(SEED);
        try (var world = new TestArchive(folder, START)) {
            for (int i = 0; i < 6; i++) {
                world.change(random);
                world.now += 1_000;
                world.archive.runOnce();
            }
            var files = new LtxFiles(world.store, TestArchive.KEY);
            var all = files.all(0, 0);
            files.delete(all.get(2));
            var chain = Chain.find(files, world.now);
            assertEquals(all.get(1), chain.getLast());
        }
    }

    @Test
    void a_damaged_file_is_found() throws Exception {
        try (var world = new TestArchive(folder, START)) {
            world.change(new Random(1));
            world.now += 1_000;
            world.archive.runOnce();
            var files = new LtxFiles(world.store, TestArchive.KEY);
            Path damaged =
                    folder.resolve("store").resolve(files.keyOf(snapshots(world).getFirst()));
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[bytes.length - 60] ^= 1;
            Files.write(damaged, bytes);
            assertThrows(FailureException.class, () -> world.restored(world.now));
            assertFalse(Files.exists(folder.resolve("restored.db")));
        }
    }

    @Test
    void times_before_the_first_snapshot_are_named() throws Exception {
        Path file = folder.resolve("data/objects/1/ab/" + "ab".repeat(16) + "/1.db");
        Files.createDirectories(file.resolveSibling(""));
        FacetDatabase.open(file, DatabaseLimits.DEFAULT).close(); // not new to the archive
        try (var world = new TestArchive(folder, START)) {
            world.archive.runOnce();
            var refused = assertThrows(CallerException.class, () -> world.restored(START - 1));
            assertTrue(
                    message(refused).contains("there is 2023-11-14T22:13:20Z to"),
                    refused.getMessage());
        }
    }

    @Test
    void before_it_was_made_a_facet_had_nothing() throws Exception {
        try (var world = new TestArchive(folder, START)) {
            world.archive.runOnce();
            Path target = folder.resolve("restored.db");
            var restorer = world.archive.restorer();
            var before = Instant.ofEpochMilli(START - 1);
            assertTrue(restorer.restore(TestArchive.KEY, before, target).isEmpty());
            assertFalse(Files.exists(target));
        }
    }

    @Test
    void a_store_that_fails_gets_it_later() throws Exception {
        var store = new FailingStore(folder.resolve("store"));
        try (var world = new TestArchive(folder, START, store)) {
            var random = new Random(SEED);
            store.fails = true;
            for (int i = 0; i < 5; i++) {
                world.change(random);
                world.now += 1_000;
                world.archive.runOnce();
            }
            assertTrue(snapshots(world).isEmpty());
            store.fails = false;
            String expected = world.hashOfClosed();
            world.archive.runOnce();
            assertEquals(expected, world.restored(world.now));
        }
    }

    @Test
    void what_is_too_old_goes_and_the_retention_time_stays() throws Exception {
        try (var world = new TestArchive(folder, START)) {
            var random = new Random(SEED);
            var hashes = new TreeMap<Long, String>();
            for (int day = 0; day < 12; day++) {
                for (int i = 0; i < 4; i++) {
                    world.change(random);
                    world.now += Duration.ofHours(6).toMillis();
                    hashes.put(world.now, world.hashOfClosed());
                    world.archive.runOnce();
                }
            }
            long kept = world.now - TestArchive.RETENTION.toMillis();
            check(world, new TreeMap<>(hashes.tailMap(kept)));
            long oldest = hashes.firstKey();
            assertThrows(CallerException.class, () -> world.restored(oldest));
            var files = new LtxFiles(world.store, TestArchive.KEY);
            assertTrue(files.all(0, 0).size() < 40, "files: " + files.all(0, 0).size());
            assertTrue(snapshots(world).size() <= 9, "snapshots: " + snapshots(world).size());
        }
    }

    @Test
    void a_merge_is_the_same_as_its_parts() throws Exception {
        try (var world = new TestArchive(folder, START)) {
            var random = new Random(SEED);
            for (int i = 0; i < 40; i++) {
                world.change(random);
                world.now += 1_000;
                world.archive.runOnce();
            }
            var files = new LtxFiles(world.store, TestArchive.KEY);
            var level0 = files.all(0, 0);
            var snapshot = snapshots(world).getFirst();
            for (int cut = 1; cut < level0.size(); cut++) {
                Path merged = folder.resolve("merged.ltx");
                try (var out = Files.newOutputStream(merged)) {
                    new Merge(files).write(level0.subList(0, cut), out);
                }
                assertEquals(
                        image(files, List.of(snapshot), level0.subList(0, cut)),
                        imageWith(files, snapshot, merged));
            }
        }
    }

    private String image(LtxFiles files, List<LtxFiles.File> first, List<LtxFiles.File> rest)
            throws Exception {
        Path target = folder.resolve("image.db");
        var all = new ArrayList<>(first);
        all.addAll(rest);
        try (var image = new DatabaseImage(target, Long.MAX_VALUE)) {
            for (var file : all) {
                apply(image, files, file);
            }
        }
        return TestArchive.hash(target);
    }

    private String imageWith(LtxFiles files, LtxFiles.File first, Path merged) throws Exception {
        Path target = folder.resolve("image.db");
        try (var image = new DatabaseImage(target, Long.MAX_VALUE);
                var in = Files.newInputStream(merged)) {
            apply(image, files, first);
            image.apply(new LtxReader(in));
        }
        return TestArchive.hash(target);
    }

    private static void apply(DatabaseImage image, LtxFiles files, LtxFiles.File file)
            throws IOException {
        files.read(
                file,
                reader -> {
                    image.apply(reader);
                    return file;
                });
    }

    /** Changes, ships, closes; what the closed file was at each time. */
    private static SortedMap<Long, String> load(TestArchive world, Random random, int points)
            throws Exception {
        var hashes = new TreeMap<Long, String>();
        for (int i = 0; i < points; i++) {
            for (int j = random.nextInt(4); j >= 0; j--) {
                world.change(random);
                if (random.nextBoolean()) {
                    world.now += 1 + random.nextInt(9_000);
                    world.archive.runOnce();
                }
            }
            world.now += 1 + random.nextInt(20_000);
            hashes.put(world.now, world.hashOfClosed());
            world.archive.runOnce();
            world.now += 1;
        }
        return hashes;
    }

    private static void check(TestArchive world, Map<Long, String> hashes) throws Exception {
        for (var point : hashes.entrySet()) {
            assertEquals(point.getValue(), world.restored(point.getKey()), "-Dseed=" + SEED);
        }
    }

    private static List<LtxFiles.File> snapshots(TestArchive world) throws IOException {
        return new LtxFiles(world.store, TestArchive.KEY).snapshots();
    }

    private static long levelsOf(TestArchive world) throws IOException {
        var files = new LtxFiles(world.store, TestArchive.KEY);
        long levels = 0;
        for (int level = 0; level <= Levels.HIGHEST; level++) {
            levels += files.all(level, 0).isEmpty() ? 0 : 1;
        }
        return levels;
    }

    private static String message(Exception refused) {
        return String.valueOf(refused.getMessage());
    }
}
