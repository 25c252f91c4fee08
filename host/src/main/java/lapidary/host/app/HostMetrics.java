package lapidary.host.app;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import lapidary.host.billing.UsageLedger;
import lapidary.host.facet.OpenDatabases;
import lapidary.host.feed.Feed;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.metrics.Metrics;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import lapidary.host.usage.EventTotals;
import lapidary.host.usage.Measure;

/** The numbers about a running host, of which docs/operations.md has the list. */
record HostMetrics(
        EventTotals events,
        UsageLedger ledger,
        Feed feed,
        OpenDatabases databases,
        MemoryBudget budget,
        ModuleStore modules,
        Namespaces namespaces,
        ObjectRegistry objects) {
    private static final double MILLIS_PER_SECOND = 1_000;

    Metrics metrics() {
        var metrics = new Metrics();
        addEvents(metrics);
        addHost(metrics);
        addJvm(metrics);
        return metrics;
    }

    private void addEvents(Metrics metrics) {
        var ended = metrics.counters("lapidary_events_total", "Events and wakes, by their end.");
        for (var kind : EventKind.values()) {
            for (var end : EventEnd.values()) {
                ended.with(
                        "kind=\"" + kind.label() + "\",end=\"" + end.label() + "\"",
                        () -> events.ended(kind, end));
            }
        }
        metrics.counters("lapidary_fuel_units_total", "Fuel burned, by what burned it.")
                .with("by=\"wasm\"", this::wasmFuel)
                .with("by=\"host\"", () -> events.used(Measure.HOST_FUEL))
                .with("by=\"sql\"", () -> events.used(Measure.SQL_FUEL));
        addMeasure(metrics, "lapidary_sql_steps_total", Measure.SQL_STEPS, "Steps of SQL.");
        addMeasure(metrics, "lapidary_rows_read_total", Measure.ROWS_READ, "Rows read.");
        addMeasure(metrics, "lapidary_rows_written_total", Measure.ROWS_WRITTEN, "Rows written.");
        addMeasure(metrics, "lapidary_event_bytes_in_total", Measure.BYTES_IN, "Bytes in.");
        addMeasure(metrics, "lapidary_event_bytes_out_total", Measure.BYTES_OUT, "Bytes out.");
    }

    private void addMeasure(Metrics metrics, String name, Measure measure, String help) {
        metrics.counter(name, help, () -> events.used(measure));
    }

    private long wasmFuel() {
        return events.used(Measure.FUEL)
                - events.used(Measure.HOST_FUEL)
                - events.used(Measure.SQL_FUEL);
    }

    private void addHost(Metrics metrics) {
        metrics.gauge("lapidary_objects_live", "Objects in memory.", objects::liveObjects);
        metrics.gauge("lapidary_instances_live", "Instances of facets.", objects::liveInstances);
        metrics.gauge("lapidary_databases_open", "Facets' open databases.", databases::size);
        metrics.gauge(
                "lapidary_databases_open_max", "As many may be open.", OpenDatabases::openMax);
        metrics.gauge("lapidary_modules_loaded", "Modules ready to run.", modules::loaded);
        metrics.gauge("lapidary_memory_used_bytes", "Claimed of the budget.", budget::used);
        metrics.gauge("lapidary_memory_max_bytes", "The memory budget.", budget::bytesMax);
        metrics.gauge("lapidary_events_queued", "Events waiting for a turn.", namespaces::queued);
        metrics.gauge("lapidary_log_followers", "Who follows /v1/logs.", feed::size);
        metrics.gauge("lapidary_usage_waiting", "Hours not in usage.db yet.", ledger::waiting);
        metrics.counter(
                "lapidary_syncs_total",
                "Syncs of facets' write-ahead logs.",
                LocalCommitter.ofThisProcess()::syncs);
    }

    private static void addJvm(Metrics metrics) {
        var runtime = Runtime.getRuntime();
        metrics.gauge(
                "lapidary_jvm_heap_used_bytes",
                "Heap in use.",
                () -> runtime.totalMemory() - runtime.freeMemory());
        metrics.gauge("lapidary_jvm_heap_max_bytes", "What it may grow to.", runtime::maxMemory);
        metrics.gauge(
                "lapidary_jvm_threads",
                "Platform threads.",
                ManagementFactory.getThreadMXBean()::getThreadCount);
        metrics.counter(
                "lapidary_jvm_gc_seconds_total",
                "Time in garbage collections.",
                HostMetrics::gcSeconds);
        metrics.counter(
                "lapidary_process_cpu_seconds_total",
                "Processor time of the process.",
                HostMetrics::cpuSeconds);
        metrics.counter(
                "lapidary_uptime_seconds_total",
                "Time since the process started.",
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND);
    }

    private static double gcSeconds() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(each -> Math.max(0, each.getCollectionTime()))
                        .sum()
                / MILLIS_PER_SECOND;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> (double) time.toNanos() / TimeUnit.SECONDS.toNanos(1))
                .orElse(0.0);
    }
}
