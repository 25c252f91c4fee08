package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host ends at each step of keeping an alarm and of running it: a copy of its files, made at
 * that moment, is what a {@code kill -9} leaves. No alarm is lost, and no handler's effects are
 * there twice.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlarmCrashIT {
    private static final long START = TestAlarms.START;
    private static final long DUE = START + 60_000;

    @TempDir Path folder;
    private TestAlarms test;
    private Path killed;

    @BeforeEach
    void open() throws IOException {
        killed = Files.createDirectory(folder.resolve("killed"));
        test = new TestAlarms(Files.createDirectory(folder.resolve("alive")));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void killed_after_the_row_and_before_the_alarm_there_is_no_alarm_and_soon_no_row()
            throws Exception {
        test.ask("get");
        onRow(_ -> test.copyTo(killed));
        test.set(DUE);
        try (var after = afterwards(DUE)) {
            assertEquals(List.of("o/app " + DUE), after.rows());
            assertEquals("-1", after.ask("get"));
            after.startAlarms();
            after.settle();
            assertEquals(List.of(), after.ran());
            assertEquals(List.of(), after.rows());
        }
    }

    @Test
    void killed_after_the_alarm_was_kept_it_fires() throws Exception {
        test.set(DUE);
        test.copyTo(killed);
        try (var after = afterwards(DUE)) {
            after.startAlarms();
            after.settle();
            assertEquals(List.of(ran(DUE, 0, DUE)), after.ran());
        }
    }

    @Test
    void an_earlier_time_has_its_row_before_it_is_kept() throws Exception {
        test.set(DUE + 1_000);
        onRow(_ -> test.copyTo(killed));
        test.set(DUE);
        try (var after = afterwards(START)) {
            assertEquals(List.of("o/app " + DUE), after.rows());
            assertEquals(String.valueOf(DUE + 1_000), after.ask("get"));
            after.startAlarms();
            after.at(DUE + 999);
            assertEquals(List.of(), after.ran());
            after.at(DUE + 1_000);
            assertEquals(List.of(ran(DUE + 1_000, 0, DUE + 1_000)), after.ran());
        }
    }

    @Test
    void killed_while_its_handler_runs_it_fires_again_and_nothing_has_failed() throws Exception {
        test.set(DUE);
        test.listener = _ -> test.copyTo(killed);
        test.startAlarms();
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
        try (var after = afterwards(DUE + 1)) {
            assertEquals(List.of(), after.ran());
            after.startAlarms();
            after.settle();
            assertEquals(List.of(ran(DUE, 0, DUE + 1)), after.ran());
        }
    }

    @Test
    void killed_after_its_handler_was_kept_and_before_the_row_went_it_does_not_fire_again()
            throws Exception {
        test.set(DUE);
        long namespace = test.namespaces.require("test").id();
        test.startAlarms();
        test.at(DUE);
        var index = new AlarmIndex(test.catalogue); // the row as it was
        index.cover(new AlarmIndex.Key(namespace, "o", "app"), DUE);
        test.copyTo(killed);
        try (var after = afterwards(DUE + 1)) {
            after.startAlarms();
            after.settle();
            assertEquals(List.of(ran(DUE, 0, DUE)), after.ran());
            assertEquals(List.of(), after.rows());
        }
    }

    @Test
    void killed_after_its_handler_set_another_that_one_fires_in_time() throws Exception {
        test.ask("plan/again/" + (DUE + 500));
        test.set(DUE);
        test.startAlarms();
        test.at(DUE);
        assertEquals(String.valueOf(DUE + 500), test.ask("get"));
        test.copyTo(killed);
        try (var after = afterwards(DUE + 499)) {
            after.startAlarms();
            after.settle();
            assertEquals(1, after.ran().size());
            after.ask("plan/ok");
            after.at(DUE + 500);
            assertEquals(ran(DUE + 500, 0, DUE + 500), after.ran().getLast());
        }
    }

    @Test
    void killed_after_its_handler_failed_it_is_tried_again_when_it_was_to_be() throws Exception {
        test.ask("plan/trap");
        test.set(DUE);
        test.listener =
                line -> {
                    if (line.contains(
                            "failed")) { // written down, but neither synced nor in its row
                        test.copyTo(killed);
                    }
                };
        test.startAlarms();
        test.at(DUE);
        try (var after = afterwards(DUE + 1_999)) {
            assertEquals(List.of("o/app " + DUE), after.rows());
            after.ask("plan/ok");
            after.startAlarms();
            after.settle();
            assertEquals(List.of(), after.ran());
            after.at(DUE + 2_500);
            assertEquals(List.of(ran(DUE, 1, DUE + 2_500)), after.ran());
        }
    }

    @Test
    void a_row_that_is_lost_is_there_again_when_its_facet_wakes() throws Exception {
        test.set(DUE);
        test.copyTo(killed);
        try (var after = afterwards(START)) {
            after.catalogue.execute("DELETE FROM alarm");
            after.startAlarms();
            after.ask("get");
            assertEquals(List.of("o/app " + DUE), after.rows());
            after.at(DUE);
            assertEquals(List.of(ran(DUE, 0, DUE)), after.ran());
        }
    }

    @Test
    void a_catalogue_that_cannot_be_written_keeps_no_alarm() throws Exception {
        test.ask("plan/ok");
        test.catalogue.close();
        try {
            test.fetch("test", "o", "app", "set/" + DUE);
            throw new AssertionError("an alarm was kept without its row");
        } catch (lapidary.host.error.HostException e) {
            assertEquals("OVERLOADED", e.code().name());
        }
        assertEquals("-1", test.ask("get"));
    }

    /** Hears when a row is durable, which is before its alarm is kept. */
    private void onRow(Consumer<Long> listener) {
        test.objects.onAlarmNoted((_, due) -> listener.accept(due));
    }

    /** A host on what was left, whose alarms nobody looks at yet. */
    private TestAlarms afterwards(long nowMillis) {
        assertTrue(Files.exists(killed.resolve("lapidary.db")), "nothing was killed");
        return new TestAlarms(killed, nowMillis);
    }

    private static String ran(long setTo, int retries, long now) {
        return setTo + " " + retries + " " + now + " -1";
    }
}
