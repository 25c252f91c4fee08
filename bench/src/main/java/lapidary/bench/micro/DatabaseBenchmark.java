package lapidary.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import lapidary.abi.ValuesReader;
import lapidary.abi.ValuesWriter;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a statement take, with its gates and its meter, what does an event around it, and what
 * does a database that is opened and closed? Nothing waits for a sync but where it says so.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DatabaseBenchmark {
    private static final byte[] SELECT = "SELECT n FROM hits WHERE id = 1".getBytes(UTF_8);
    private static final byte[] UPDATE =
            "UPDATE hits SET n = n + 1 WHERE id = 1 RETURNING n".getBytes(UTF_8);
    private static final FuelMeter ENDLESS = new Endless();

    private @Nullable Path folder;
    private @Nullable FacetDatabase database;
    private @Nullable FacetDatabase inEvent;
    private byte[] arguments = {};
    private int opened;

    private static final class Endless implements FuelMeter {
        @Override
        public void charge(long units) {
            // nobody is at the other end
        }

        @Override
        public long left() {
            return Long.MAX_VALUE;
        }
    }

    @Setup
    public void open() throws IOException {
        folder = TemporaryFolder.create();
        arguments = new ValuesWriter().toByteArray();
        database = made("hits.db");
        inEvent = made("in-event.db");
        begin(inEvent);
    }

    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(database).close();
        var lasting = Objects.requireNonNull(inEvent);
        lasting.rollbackEvent();
        lasting.close();
        TemporaryFolder.delete(Objects.requireNonNull(folder));
    }

    /** A statement of an event that has had it before, which reads a row by its key. */
    @Benchmark
    public int statement() {
        return run(Objects.requireNonNull(inEvent), SELECT);
    }

    /** An event that is that statement. */
    @Benchmark
    public int read() {
        return event(Objects.requireNonNull(database), SELECT);
    }

    /** An event that changes a row, up to its commit in the log: before the sync. */
    @Benchmark
    public int write() {
        return event(Objects.requireNonNull(database), UPDATE);
    }

    /** The same, and its sync. */
    @Benchmark
    public int writeDurably() {
        var written = Objects.requireNonNull(database);
        begin(written);
        int rows = run(written, UPDATE);
        var commit = written.commitEvent();
        written.awaitDurable(commit.sequence());
        return rows;
    }

    /** What a wake and a hibernation take of the database: opened, read, closed. */
    @Benchmark
    public int openReadClose() {
        try (var known = opened("known.db")) {
            return event(known, SELECT);
        }
    }

    private FacetDatabase opened(String name) {
        return opened++ == 0 ? made(name) : FacetDatabase.open(file(name), DatabaseLimits.DEFAULT);
    }

    private FacetDatabase made(String name) {
        var made = FacetDatabase.open(file(name), DatabaseLimits.DEFAULT);
        event(made, "CREATE TABLE hits (id INTEGER PRIMARY KEY, n INTEGER)".getBytes(UTF_8));
        event(made, "INSERT INTO hits VALUES (1, 0)".getBytes(UTF_8));
        return made;
    }

    private Path file(String name) {
        return Objects.requireNonNull(folder).resolve(name);
    }

    private int event(FacetDatabase in, byte[] sql) {
        begin(in);
        int rows = run(in, sql);
        in.commitEvent();
        return rows;
    }

    private static void begin(FacetDatabase in) {
        in.beginEvent(new EventInputs(1_700_000_000_000L, new SplittableRandom(1)), ENDLESS);
    }

    private int run(FacetDatabase in, byte[] sql) {
        var values = new ValuesReader(arguments, 0, arguments.length);
        try (var cursor = in.exec(sql, 0, sql.length, values)) {
            return cursor.next(4_096);
        }
    }
}
