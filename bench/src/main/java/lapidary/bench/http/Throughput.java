package lapidary.bench.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.bench.load.Load;
import lapidary.bench.load.Outcome;
import lapidary.bench.load.Paths;
import lapidary.bench.load.Turns;
import lapidary.bench.server.LapidaryServer;
import lapidary.bench.server.LoadResults;
import lapidary.bench.server.Pressure;
import lapidary.bench.server.ServerProcess;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.Target;

/** How many requests a second, through facets and past them. */
final class Throughput {
    private static final String GROUP = "Requests a second";
    private static final int CONNECTIONS = 32;
    private static final String CONSTANT = "Helidon alone, a constant";
    private static final String HEALTH = "/health/live, no facet";
    private static final String READ = "SQL read, 1 facet";
    private static final Target OF_HELIDON = Target.atLeast(0.6);

    private final LapidaryServer server;
    private final ServerProcess constant;
    private final Pressure pressure;

    Throughput(LapidaryServer server, ServerProcess constant, Pressure pressure) {
        this.server = server;
        this.constant = constant;
        this.pressure = pressure;
    }

    List<Result> results(Options options, Progress progress) throws Exception {
        var turns = new Turns<Outcome>();
        for (var each : loads(options).entrySet()) {
            var process = each.getKey().equals(CONSTANT) ? constant : server.process();
            progress.step("warming up: " + each.getKey());
            pressure.warm(each.getValue(), LoadResults.warmUp(options));
            turns.add(each.getKey(), () -> pressure.put(process, each.getValue()));
        }
        return results(turns.take(options, progress));
    }

    private Map<String, Load> loads(Options options) {
        int many = options.objectsMany();
        var loads = new LinkedHashMap<String, Load>();
        loads.put(CONSTANT, load(constant, Paths.one("/"), options));
        loads.put(HEALTH, load(server.process(), Paths.one("/health/live"), options));
        loads.put("constant, 1 facet", of(LapidaryServer.one("hello"), options));
        loads.put(READ, of(LapidaryServer.one("get"), options));
        loads.put(
                "SQL read, %d facets".formatted(many),
                of(LapidaryServer.objects(many, "get"), options));
        loads.put("durable write, 1 facet", of(LapidaryServer.one("inc"), options));
        loads.put(
                "durable write, %d facets".formatted(many),
                of(LapidaryServer.objects(many, "inc"), options));
        return loads;
    }

    private Load of(Paths paths, Options options) {
        return load(server.process(), paths, options);
    }

    private static Load load(ServerProcess server, Paths paths, Options options) {
        return new Load(server.url(), paths, CONNECTIONS, options.round());
    }

    private List<Result> results(Map<String, List<Outcome>> outcomes) {
        var results = new ArrayList<Result>();
        outcomes.forEach((name, of) -> {
            var result = LoadResults.perSecond(GROUP, name, of).with("connections", CONNECTIONS);
            result = result.with("generator", pressure.generator());
            results.add(name.equals(READ) ? compared(result, outcomes) : result);
        });
        return results;
    }

    private static Result compared(Result read, Map<String, List<Outcome>> outcomes) {
        var health = LoadResults.perSecond(outcomes, HEALTH);
        var helidon = LoadResults.perSecond(outcomes, CONSTANT);
        return read.with(Ratio.of(read.samples(), CONSTANT, helidon, OF_HELIDON))
                .with(Ratio.of(read.samples(), HEALTH, health));
    }
}
