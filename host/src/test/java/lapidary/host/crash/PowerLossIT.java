package lapidary.host.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A host is recorded, power is lost at every point of the recording, and the host opened again on
 * what may then be on the disk. {@code -Dlapidary.crash.seed=} and {@code -Dlapidary.crash.cuts=}
 * choose others, and more.
 */
class PowerLossIT {
    private static final long SEED = Long.getLong("lapidary.crash.seed", 1);
    private static final int CUTS = Integer.getInteger("lapidary.crash.cuts", 1_000);

    private static final int KILLS = Integer.getInteger("lapidary.crash.kills", 9);

    @Test
    void what_was_acknowledged_is_there_whatever_the_disk_kept() throws Exception {
        assumeTrue(Recorder.isPossible(), "there is no strace on this machine: install it");
        try (var work = new WorkFolder()) {
            var recorder = new Recorder(work.path());
            recorder.run("tour", SEED);
            assertModelIsRight(recorder);
            replay(recorder.steps(), work.path(), CUTS / 2, SEED);
        }
    }

    @Test
    void nor_does_it_matter_that_the_process_was_killed_before() throws Exception {
        assumeTrue(Recorder.isPossible(), "there is no strace on this machine: install it");
        try (var work = new WorkFolder()) {
            var recorder = new Recorder(work.path());
            recorder.run("visit", 0);
            recorder.run("visit", 1);
            var points = recorder.killPoints(); // each that is killed begins like this one
            recorder.runKilled("visit", 2, "fdatasync:1");
            recorder.run("visit", 3);
            for (int kill = 0; kill < KILLS; kill++) {
                int point = Math.min(kill, points.size() - 1);
                recorder.runKilled("visit", 4 + 2 * kill, points.get(point));
                recorder.run("visit", 5 + 2 * kill);
            }
            assertModelIsRight(recorder);
            replay(recorder.steps(), work.path(), CUTS / 2, SEED);
        }
    }

    /** What the model says was written is what the folder has in it. */
    private static void assertModelIsRight(Recorder recorder) throws IOException {
        var disk = new Disk(recorder.disk());
        for (var step : recorder.steps()) {
            disk.apply(step);
        }
        var files = CrashState.of(disk, Fate.WRITTEN).files();
        try (var paths = Files.walk(recorder.disk())) {
            var found = new ArrayList<String>();
            for (var path : paths.filter(Files::isRegularFile).sorted().toList()) {
                String name = recorder.disk().relativize(path).toString();
                found.add(name);
                assertArrayEquals(Files.readAllBytes(path), files.get(name), name);
            }
            assertEquals(found.stream().sorted().toList(), List.copyOf(files.keySet()));
        }
    }

    private static void replay(List<Step> steps, Path work, int cuts, long seed) throws Exception {
        try (var checks = new Checks(work.resolve("states"))) {
            new Replay(steps, work.resolve("disk"), checks, new Random(seed)).run(cuts);
            checks.finish();
        }
    }
}
