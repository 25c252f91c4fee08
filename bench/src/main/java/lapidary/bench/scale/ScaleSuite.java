package lapidary.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lapidary.bench.load.Wrk;
import lapidary.bench.server.Pressure;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Scratch;
import lapidary.bench.suite.Suite;

/** One data folder, in which there are ten times as many objects at each step. */
public final class ScaleSuite implements Suite {
    private static final int FIRST = 10;
    private static final int FACTOR = 10;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String question() {
        return "What do many objects cost: in requests a second, memory, files, at the start?";
    }

    @Override
    public List<Result> run(Options options, Progress progress) throws Exception {
        var results = new ArrayList<Result>();
        try (var scratch = Scratch.in(options.folder());
                var growth = new Growth(scratch, new Pressure(Wrk.find(scratch.path())))) {
            for (int count : counts(options.objectsMax())) {
                results.addAll(growth.to(count, options, progress));
            }
        }
        return results;
    }

    /** Each a power of ten, and the greatest of all at the end. */
    static List<Integer> counts(int most) {
        var counts = new ArrayList<Integer>();
        IntStream.iterate(FIRST, count -> count < most, count -> count * FACTOR)
                .forEach(counts::add);
        counts.add(most);
        return counts;
    }
}
