package lapidary.bench.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Samples;

/**
 * How soon an object answers that has never been asked before: one client, one connection, one
 * request after the other, each a durable write. Confined to one thread.
 */
public final class FirstRequests {
    private static final double NANOS_PER_MILLI = 1e6;

    private final NewObjects objects;
    private int next = 1;

    /** Milliseconds of a round's requests, the least percentile first. */
    public record Times(double p50, double p99, double uploadP50) {}

    public FirstRequests(NewObjects objects) {
        this.objects = objects;
    }

    /** How many in a round. */
    public static int count(Options options) {
        return switch (options.effort()) {
            case SHORTEST -> 2;
            case QUICK -> 40;
            case FULL -> 200;
        };
    }

    /** Whole rounds that do not count, for the server's code to be compiled. */
    public void warm(Options options) throws IOException {
        for (int i = 0; i < (options.effort() == Effort.FULL ? 3 : 1); i++) {
            knownCode(options);
            unseenCode(options);
        }
    }

    /** New objects that run code which others run already. */
    public Times knownCode(Options options) throws IOException {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < count(options); i++) {
            int number = next++;
            long start = System.nanoTime();
            requireOne(objects.knownCode(number));
            millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        }
        return new Times(Samples.percentile(millis, 50), Samples.percentile(millis, 99), 0);
    }

    /** New objects that run new code each: from before its upload to the reply. */
    public Times unseenCode(Options options) throws IOException {
        var millis = new ArrayList<Double>();
        var uploads = new ArrayList<Double>();
        for (int i = 0; i < count(options); i++) {
            int number = next++;
            long start = System.nanoTime();
            objects.upload(number);
            uploads.add((System.nanoTime() - start) / NANOS_PER_MILLI);
            requireOne(objects.unseenCode(number));
            millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        }
        return new Times(
                Samples.percentile(millis, 50),
                Samples.percentile(millis, 99),
                Samples.percentile(uploads, 50));
    }

    /** It counted up from nothing, so it was the first. */
    private static void requireOne(String reply) {
        if (!reply.equals("1")) {
            throw new IllegalStateException("the first request counted to " + reply);
        }
    }

    /** Two results for the rounds of one kind: their medians, their 99th percentiles. */
    public static List<Result> results(
            String group, String name, List<Times> rounds, Options options) {
        var p50 = rounds.stream().map(Times::p50).toList();
        var p99 = rounds.stream().map(Times::p99).toList();
        var upload = rounds.stream().map(Times::uploadP50).toList();
        var median = Result.of(group, name + ", p50", "ms", p50).with("a round", count(options));
        return List.of(
                Samples.median(upload) < 0.01
                        ? median
                        : median.with(
                                "of it upload ms",
                                String.format(Locale.ROOT, "%.2f", Samples.median(upload))),
                Result.of(group, name + ", p99", "ms", p99).with("a round", count(options)));
    }
}
