package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lapidary.host.billing.UsageCursor;
import lapidary.host.billing.UsageLedger;
import lapidary.host.billing.UsageQuery;
import lapidary.host.storage.FullFor;
import lapidary.host.storage.Steps;
import lapidary.host.usage.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hours as they pass, under a clock that the test moves; and a process that ends at any step. */
class UsageHoursIT {
    private static final long HOUR = 3_600_000;

    @TempDir private Path folder;

    @Test
    void an_event_counts_in_the_hour_in_which_it_began() throws Exception {
        try (var test = new TestUsage(folder)) {
            test.now.set(10 * HOUR - 1);
            test.write();
            test.now.set(10 * HOUR);
            test.write();
            test.read();
            test.objects.keepUsage();
            assertEquals("{9=1, 10=2}", test.events().toString());
        }
    }

    @Test
    void hours_that_ended_leave_the_facets_file_and_are_counted_once() throws Exception {
        try (var test = new TestUsage(folder)) {
            for (int hour = 1; hour <= 5; hour++) {
                test.now.set(hour * HOUR);
                test.write();
                test.read();
                test.objects.sweep();
            }
            test.objects.sweep();
            test.objects.sweep();
            assertEquals("{1=2, 2=2, 3=2, 4=2}", test.events().toString());
            assertEquals(10, test.total());
        }
        try (var test = new TestUsage(folder)) {
            assertEquals("{1=2, 2=2, 3=2, 4=2, 5=2}", test.events().toString());
            assertEquals(10, test.total());
            assertEquals(2, test.rowsInFile());
            test.now.set(5 * HOUR);
            test.write();
            test.objects.keepUsage();
            assertEquals(11, test.total());
            assertEquals("{1=2, 2=2, 3=2, 4=2, 5=3}", test.events().toString());
        }
    }

    @Test
    void a_clock_that_is_put_back_bills_nothing_twice() throws Exception {
        try (var test = new TestUsage(folder)) {
            test.now.set(7 * HOUR);
            test.write();
            test.now.set(8 * HOUR);
            test.write();
            test.objects.sweep();
            test.objects.sweep();
            test.now.set(7 * HOUR);
            test.write();
            test.objects.keepUsage();
            assertEquals("{7=2, 8=1}", test.events().toString());
        }
    }

    @Test
    void hours_are_kept_for_400_days() throws Exception {
        long old = 1_000 * HOUR;
        try (var test = new TestUsage(folder)) {
            test.now.set(old);
            test.write();
            test.now.set(old + UsageLedger.KEPT.toMillis());
            test.write();
            test.objects.keepUsage();
            assertEquals(2, test.events().size());
            test.now.addAndGet(HOUR);
            test.objects.keepUsage();
            assertEquals(1, test.events().size());
        }
    }

    @Test
    void whenever_the_process_ends_each_event_that_wrote_is_counted_once() throws Exception {
        int steps;
        var whole = new TestUsage(Files.createDirectory(folder.resolve("whole")));
        try (var counted = Steps.counted()) {
            run(whole);
            steps = counted.made().size();
        }
        assertTrue(steps > 10, steps + " steps");
        for (int step = 0; step < steps; step++) {
            var data = Files.createDirectory(folder.resolve("step-" + step));
            int done;
            var ending = new TestUsage(data);
            try (var _ = Steps.endingBefore(step)) {
                done = run(ending);
            }
            try (var test = new TestUsage(data)) {
                test.objects.lookForOrphans(0);
                test.objects.sweep(); // brings what was left into the books
                test.objects.sweep();
                long events = test.events().values().stream().mapToLong(it -> it).sum();
                long kept = test.written();
                assertEquals(kept, events, "step " + step + ", of " + done);
                assertTrue(kept >= done, "step " + step);
            }
        }
    }

    /** Two hours' events and what is done between them; how many were told to be durable. */
    private static int run(TestUsage test) throws Exception {
        int done = 0;
        try {
            for (int hour = 1; hour <= 2; hour++) {
                test.now.set(hour * HOUR);
                test.write();
                done++;
                test.objects.sweep();
                test.write();
                done++;
                test.objects.sweep();
            }
        } catch (Steps.Ended _) {
            // as it was to be
        } finally {
            test.abandon();
        }
        return done;
    }

    @Test
    void a_facet_is_deleted_on_a_full_disk_and_its_hours_are_written_once_there_is_room()
            throws Exception {
        try (var test = new TestUsage(folder)) {
            test.now.set(HOUR);
            test.write();
            try (var _ = FullFor.statements("INSERT INTO usage")) {
                test.objects.deleteFacet("test", "o", "app");
                assertEquals("{}", test.events().toString());
                assertEquals(1, test.ledger.waiting());
            }
            test.objects.keepUsage();
            assertEquals("{1=1}", test.events().toString());
            assertEquals(0, test.written());
        }
    }

    @Test
    void a_query_gives_the_parts_of_an_hour_as_one_line() throws Exception {
        try (var test = new TestUsage(folder)) {
            test.now.set(HOUR);
            test.write();
            test.objects.deleteFacet("test", "o", "app");
            test.write();
            test.objects.keepUsage();
            var query =
                    new UsageQuery(
                            Optional.of("test"),
                            Optional.empty(),
                            Optional.empty(),
                            0,
                            100,
                            UsageQuery.By.HOUR);
            var lines = test.ledger.lines(query, UsageCursor.START, 10);
            assertEquals(1, lines.size());
            assertEquals(2, lines.getFirst().counts().get(Measure.EVENTS));
            assertEquals(List.of(), test.ledger.lines(query, UsageCursor.of(lines.getFirst()), 10));
            assertEquals(new TreeMap<>(java.util.Map.of(1L, 2L)), test.events());
        }
    }
}
