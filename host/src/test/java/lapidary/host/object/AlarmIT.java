package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.abi.Limits;
import lapidary.host.facet.Outcome.Trapped;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alarms as guests and operators see them, under a clock that the test moves. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlarmIT {
    private static final long START = TestAlarms.START;
    private static final long DUE = START + 60_000;
    private static final String NONE = "-1";

    @TempDir Path dataDir;
    private TestAlarms test;

    @BeforeEach
    void open() {
        test = TestAlarms.started(dataDir);
    }

    @AfterEach
    void close() {
        test.close();
    }

    /** Closed in good order, and opened again at that time. */
    private void restart(long nowMillis) {
        test.close();
        test = new TestAlarms(dataDir, nowMillis);
        test.startAlarms();
    }

    @Test
    void there_is_none_at_first_and_it_is_set_read_back_set_again_and_cleared() throws Exception {
        assertEquals(NONE, test.ask("get"));
        assertEquals("0", test.ask("clear"));
        test.set(DUE);
        assertEquals(String.valueOf(DUE), test.ask("get"));
        test.set(DUE + 5);
        assertEquals(String.valueOf(DUE + 5), test.ask("get"));
        assertEquals("0", test.ask("clear"));
        assertEquals(NONE, test.ask("get"));
    }

    @Test
    void set_and_cleared_before_its_time_it_never_fires() throws Exception {
        test.set(DUE);
        test.ask("clear");
        test.at(DUE + 1);
        assertEquals(List.of(), test.ran());
        assertEquals(List.of(), test.rows());
    }

    @Test
    void the_last_time_that_was_set_wins_earlier_or_later() throws Exception {
        test.set(DUE);
        test.set(DUE - 30_000);
        test.at(DUE - 30_000);
        assertEquals(List.of(ran(DUE - 30_000, 0, DUE - 30_000)), test.ran());
        test.set(DUE);
        test.set(DUE + 30_000);
        test.at(DUE);
        assertEquals(1, test.ran().size());
        test.at(DUE + 30_000);
        assertEquals(ran(DUE + 30_000, 0, DUE + 30_000), test.ran().getLast());
    }

    @Test
    void it_fires_at_its_millisecond_and_not_before() throws Exception {
        test.set(DUE);
        test.ask("test", "o", "other", "set/" + (DUE - 1));
        test.at(DUE - 1);
        assertEquals(
                List.of(ran(DUE - 1, 0, DUE - 1)),
                test.ask("test", "o", "other", "ran").lines().toList());
        assertEquals(List.of(), test.ran());
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
        assertEquals(NONE, test.ask("get"));
        assertEquals(List.of(), test.rows());
    }

    @Test
    void a_time_that_has_passed_is_due_at_once() throws Exception {
        test.set(0);
        test.settle();
        assertEquals(List.of(ran(0, 0, START)), test.ran());
    }

    @Test
    void a_clock_that_is_put_back_makes_it_wait_and_one_put_forward_makes_it_due()
            throws Exception {
        test.set(DUE);
        test.at(START - 3_600_000);
        assertEquals(List.of(), test.ran());
        test.at(START + 86_400_000);
        assertEquals(List.of(ran(DUE, 0, START + 86_400_000)), test.ran());
    }

    @Test
    void one_that_its_handler_sets_is_kept_and_fires_too() throws Exception {
        test.ask("plan/again/" + (DUE + 10));
        test.set(DUE);
        test.at(DUE);
        assertEquals(String.valueOf(DUE + 10), test.ask("get"));
        test.ask("plan/ok");
        test.at(DUE + 10);
        assertEquals(List.of(ran(DUE, 0, DUE), ran(DUE + 10, 0, DUE + 10)), test.ran());
        assertEquals(NONE, test.ask("get"));
    }

    @Test
    void one_that_its_handler_sets_and_clears_is_gone() throws Exception {
        test.ask("plan/again-and-clear/" + (DUE + 10));
        test.set(DUE);
        test.at(DUE + 20);
        assertEquals(List.of(ran(DUE, 0, DUE + 20)), test.ran());
        assertEquals(List.of(), test.rows());
    }

    @Test
    void what_is_set_inside_a_savepoint_is_undone_with_it() throws Exception {
        test.set(DUE);
        assertEquals(String.valueOf(DUE), test.ask("set-and-roll-back/" + (DUE + 10)));
        test.ask("plan/set-and-roll-back/" + (DUE + 10));
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE), NONE), test.ran());
        assertEquals(NONE, test.ask("get"));
    }

    @Test
    void what_an_event_sets_is_undone_when_it_traps() throws Exception {
        assertInstanceOf(Trapped.class, test.fetch("test", "o", "app", "set-then-trap/" + DUE));
        assertEquals(NONE, test.ask("get"));
        test.set(DUE);
        assertInstanceOf(
                Trapped.class, test.fetch("test", "o", "app", "set-then-trap/" + (DUE + 1)));
        assertEquals(String.valueOf(DUE), test.ask("get"));
    }

    @Test
    void what_was_set_before_a_commit_point_outlives_the_trap_after_it() throws Exception {
        assertInstanceOf(
                Trapped.class, test.fetch("test", "o", "app", "set-and-flush-then-trap/" + DUE));
        assertEquals(String.valueOf(DUE), test.ask("get"));
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap", "exit/3", "loop", "violate", "again-then-trap/9"})
    void a_handler_that_fails_is_tried_again_six_times_ever_later_then_dropped(String plan)
            throws Exception {
        test.ask("plan/" + plan);
        test.set(DUE);
        long due = DUE;
        long jitter = 0;
        for (int retry = 0; retry <= Limits.ALARM_RETRIES_MAX; retry++) {
            test.at(due - 1);
            assertEquals(retry, tries().size());
            test.at(due);
            assertEquals("test/o/app: " + ran(DUE, retry, due), tries().getLast());
            if (retry < Limits.ALARM_RETRIES_MAX) {
                assertEquals(String.valueOf(DUE), test.ask("get"));
                long delay = alarmShown() - due;
                long least = 2_000L << retry;
                assertTrue(delay >= least && delay <= least + least / 4, retry + ": " + delay);
                due += delay;
                jitter += delay - least;
            }
        }
        assertTrue(jitter > 0);
        assertEquals(NONE, test.ask("get"));
        assertEquals(List.of(), test.rows());
        assertEquals(List.of(), test.ran());
        assertTrue(test.log.getLast().contains("is dropped"), test.log.getLast());
        test.at(due + 86_400_000);
        assertEquals(7, tries().size());
    }

    @Test
    void a_handler_that_clears_and_fails_is_tried_again() throws Exception {
        test.ask("plan/clear-then-trap");
        test.set(DUE);
        test.at(DUE);
        assertEquals(String.valueOf(DUE), test.ask("get"));
    }

    @Test
    void one_that_is_set_anew_is_tried_afresh() throws Exception {
        test.ask("plan/trap");
        test.set(DUE);
        test.at(DUE);
        test.set(DUE + 1);
        test.at(DUE + 1);
        assertEquals("test/o/app: " + ran(DUE + 1, 0, DUE + 1), tries().getLast());
    }

    @Test
    void it_survives_a_restart_and_how_often_it_was_tried_too() throws Exception {
        test.ask("plan/trap");
        test.set(DUE);
        test.at(DUE);
        long due = alarmShown();
        restart(due - 1);
        test.settle();
        assertEquals(0, tries().size());
        test.at(due);
        assertEquals(List.of("test/o/app: " + ran(DUE, 1, due)), tries());
    }

    @Test
    void overdue_ones_fire_at_the_start() throws Exception {
        for (int i = 0; i < 50; i++) {
            test.ask("test", "o" + i, "app", "set/" + (DUE + i));
        }
        restart(DUE + 1_000);
        test.settle();
        for (int i = 0; i < 50; i++) {
            assertEquals(
                    ran(DUE + i, 0, DUE + 1_000) + "\n", test.ask("test", "o" + i, "app", "ran"));
        }
        assertEquals(List.of(), test.rows());
    }

    @Test
    void an_abort_of_its_handler_is_a_failure() throws Exception {
        test.ask("long", "o", "app", "plan/loop");
        var runs = new CountDownLatch(1);
        test.listener = _ -> runs.countDown();
        test.ask("long", "o", "app", "set/0");
        runs.await();
        test.objects.abortFacet("long", "o", "app", "a test");
        test.settle();
        assertTrue(test.log.getLast().contains("it was aborted: a test"), test.log.getLast());
        test.ask("long", "o", "app", "plan/ok");
        test.at(START + 3_000);
        assertEquals(ran(0, 1, START + 3_000) + "\n", test.ask("long", "o", "app", "ran"));
    }

    @Test
    void the_end_of_the_server_is_no_failure_of_its_handler() throws Exception {
        test.ask("long", "o", "app", "plan/loop");
        var runs = new CountDownLatch(1);
        test.listener = _ -> runs.countDown();
        test.ask("long", "o", "app", "set/0");
        runs.await();
        test.close();
        test = new TestAlarms(dataDir, START);
        test.ask("long", "o", "app", "plan/ok");
        test.startAlarms();
        test.settle();
        assertEquals(ran(0, 0, START) + "\n", test.ask("long", "o", "app", "ran"));
    }

    @Test
    void a_rate_limit_puts_it_off_and_is_no_failure() throws Exception {
        test.set(DUE);
        test.declare("test", LimitOptions.NONE, new RateLimit(1.0, null, null, null));
        test.ask("get"); // the one of this second
        test.at(DUE);
        assertEquals(0, tries().size());
        test.declare("test", LimitOptions.NONE, RateLimit.NONE);
        while (tries().isEmpty()) { // its namespace is left alone for a second
            Thread.sleep(50);
        }
        assertEquals(List.of("test/o/app: " + ran(DUE, 0, DUE)), tries());
    }

    @Test
    void it_wakes_a_facet_that_hibernates() throws Exception {
        test.set(DUE);
        test.objects.abortFacet("test", "o", "app", "a test"); // the instance and connection go
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
    }

    @Test
    void a_deleted_facet_an_object_and_a_namespace_take_theirs_with_them() throws Exception {
        test.set(DUE);
        test.ask("test", "o2", "app", "set/" + DUE);
        test.ask("long", "o", "app", "set/" + DUE);
        test.objects.deleteFacet("test", "o", "app");
        test.objects.delete("test", "o2");
        test.objects.deleteNamespace("long", true);
        assertEquals(List.of(), test.rows());
        test.at(DUE);
        assertEquals(0, tries().size());
        assertEquals(NONE, test.ask("get"));
    }

    @Test
    void a_row_without_its_facet_makes_none() throws Exception {
        var index = new AlarmIndex(test.catalogue);
        long id = test.namespaces.require("test").id();
        index.cover(new AlarmIndex.Key(id, "nobody", "app"), START);
        index.cover(new AlarmIndex.Key(999, "nobody", "app"), START);
        restart(START);
        test.settle();
        assertEquals(List.of(), test.rows());
        assertEquals(List.of(), test.objects.list("test", "", "", 10));
    }

    @Test
    void delete_all_removes_it() throws Exception {
        test.set(DUE);
        test.ask("delete-all");
        assertEquals(NONE, test.ask("get"));
        test.at(DUE);
        assertEquals(0, tries().size());
    }

    @Test
    void delete_all_in_its_handler_leaves_nothing() throws Exception {
        test.ask("plan/delete-all");
        test.set(DUE);
        test.at(DUE);
        assertEquals(1, tries().size());
        assertEquals(List.of(), test.ran());
        assertEquals(NONE, test.ask("get"));
        assertEquals(List.of(), test.rows());
    }

    @Test
    void it_stays_when_its_facet_gets_another_module() throws Exception {
        test.set(DUE);
        test.objects.setFacet("test", "o", "app", TestAlarms.running("probe"));
        test.at(DUE);
        assertTrue(
                test.log.getLast().contains("the module does not export alarm"),
                test.log.getLast());
        test.objects.setFacet("test", "o", "app", TestAlarms.running("alarms"));
        test.at(DUE + 3_000);
        assertEquals(List.of(ran(DUE, 1, DUE + 3_000)), test.ran());
    }

    @Test
    void it_waits_while_nobody_declares_its_facet() throws Exception {
        test.set(DUE);
        var nothing = NamespaceDocument.EMPTY;
        test.namespaces.put("test", nothing);
        test.at(DUE);
        assertEquals(List.of("o/app " + DUE + " parked"), test.rows());
        test.declare("test", LimitOptions.NONE, RateLimit.NONE);
        test.settle();
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
    }

    @Test
    void it_waits_for_a_facet_that_is_set_on_its_object() throws Exception {
        test.set(DUE);
        var nothing = NamespaceDocument.EMPTY;
        test.namespaces.put("test", nothing);
        test.at(DUE);
        test.objects.setFacet("test", "o", "app", TestAlarms.running("alarms"));
        test.settle();
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
    }

    @Test
    void init_may_set_one_and_the_one_that_woke_it_runs_all_the_same() throws Exception {
        test.ask("init/set/" + (DUE + 500));
        test.set(DUE);
        test.objects.abortFacet("test", "o", "app", "a test");
        test.at(DUE);
        assertEquals(List.of(DUE + " 0 " + DUE + " " + (DUE + 500)), test.ran());
        assertEquals(String.valueOf(DUE + 500), test.ask("get"));
    }

    @Test
    void one_that_init_clears_does_not_run() throws Exception {
        test.ask("init/clear");
        test.set(DUE);
        test.objects.abortFacet("test", "o", "app", "a test");
        test.at(DUE);
        assertEquals(List.of(), test.ran());
        assertEquals(NONE, test.ask("get"));
        assertEquals(List.of(), test.rows());
    }

    @Test
    void what_the_handler_may_ask_is_invalid_elsewhere() throws Exception {
        assertEquals(
                "-2 this event is not an alarm, -2 this event is not an alarm",
                test.ask("outside"));
    }

    @Test
    void a_time_before_1970_or_after_9999_is_invalid() throws Exception {
        long last = Limits.ALARM_AT_MILLIS_MAX;
        String invalid =
                "-2 an alarm is set to 0 to " + last + " milliseconds since 1970, this is ";
        assertEquals(invalid + "-1", test.ask("set/-1"));
        assertEquals(invalid + (last + 1), test.ask("set/" + (last + 1)));
        test.set(last);
        assertEquals(String.valueOf(last), test.ask("get"));
    }

    @Test
    void a_copy_of_a_facet_has_its_alarm_too_and_one_copied_over_has_the_other_ones()
            throws Exception {
        test.set(DUE);
        test.ask("test", "o", "other", "set/" + (DUE + 9));
        test.objects.cloneFacet("test", "o", "app", "other");
        test.settle();
        assertEquals(List.of("o/app " + DUE, "o/other " + DUE), test.rows());
        test.at(DUE);
        assertEquals(List.of(ran(DUE, 0, DUE)), test.ran());
        assertEquals(ran(DUE, 0, DUE) + "\n", test.ask("test", "o", "other", "ran"));
        assertEquals(NONE, test.ask("test", "o", "other", "get"));
    }

    @Test
    void operators_see_when_it_is_due() throws Exception {
        test.set(DUE);
        test.ask("test", "o", "other", "get");
        assertEquals(DUE, alarmShown());
        assertEquals(null, test.objects.find("test", "o").facets().get(1).alarm());
        test.set(DUE + 7);
        assertEquals(DUE + 7, alarmShown());
        restart(START);
        assertEquals(DUE + 7, alarmShown());
        test.ask("clear");
        restart(START);
        assertEquals(null, test.objects.find("test", "o").facets().getFirst().alarm());
    }

    @Test
    void of_many_that_are_due_few_run_at_once() throws Exception {
        for (int i = 0; i < 40; i++) {
            test.ask("test", "o" + i, "app", "set/" + DUE);
        }
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var all = new CountDownLatch(AlarmLane.AT_ONCE_MAX);
        test.listener =
                _ -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    running.decrementAndGet();
                };
        test.at(DUE);
        assertEquals(AlarmLane.AT_ONCE_MAX, most.get());
        assertEquals(40, tries().size());
    }

    @Test
    void namespaces_take_turns_when_many_are_due() throws Exception {
        for (int i = 0; i < 60; i++) {
            test.ask("test", "o" + i, "app", "set/" + DUE);
        }
        for (int i = 0; i < 3; i++) {
            test.ask("long", "o" + i, "app", "set/" + (DUE + 1));
        }
        test.at(DUE + 1);
        var namespaces = new ArrayList<String>();
        tries().forEach(line -> namespaces.add(line.substring(0, line.indexOf('/'))));
        assertEquals(63, namespaces.size());
        assertTrue(namespaces.lastIndexOf("long") < 40, namespaces.toString());
    }

    @Test
    void an_alarm_that_is_put_off_again_and_again_writes_one_row() throws Exception {
        test.set(DUE);
        var changes = changesOfIndex();
        for (int i = 1; i < 20; i++) {
            test.set(DUE + i);
        }
        assertEquals(changes, changesOfIndex());
        assertEquals(List.of("o/app " + DUE), test.rows());
        test.at(DUE);
        assertEquals(List.of("o/app " + (DUE + 19)), test.rows());
        assertFalse(test.log.stream().anyMatch(line -> line.contains("failed")));
    }

    private long changesOfIndex() {
        return test.catalogue.query("SELECT total_changes()", row -> row.integer(0)).getFirst();
    }

    /** What an operator is told of the facet {@code app}. */
    private long alarmShown() throws InterruptedException {
        var facet = test.objects.find("test", "o").facets().getFirst();
        return Objects.requireNonNull(facet.alarm());
    }

    /** Handlers that began, well or not. */
    private List<String> tries() {
        return test.log.stream().filter(line -> !line.contains("the alarm of")).toList();
    }

    private static String ran(long setTo, int retries, long now) {
        return setTo + " " + retries + " " + now + " -1";
    }
}
