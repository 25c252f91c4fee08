package lapidary.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import lapidary.host.billing.UsageLedger;
import lapidary.host.engine.CallDepth;
import lapidary.host.engine.DirectAccess;
import lapidary.host.engine.Engine;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.OnceRunner;
import lapidary.host.facet.OpenDatabases;
import lapidary.host.feed.Feed;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.HostFunctions;
import lapidary.host.http.HttpServer;
import lapidary.host.http.Listeners;
import lapidary.host.http.Observed;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.OnceOptions;
import lapidary.host.outbound.OutboundClient;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.TempFolder;
import lapidary.host.storage.WalFollower;
import lapidary.host.supervisor.Supervisor;
import lapidary.host.supervisor.Supervisors;
import lapidary.host.token.Tokens;
import lapidary.host.usage.EventTotals;
import lapidary.host.usage.Measure;
import lapidary.host.usage.UsageServices;

/** A running host. Thread-safe; {@link #close} drains and is safe to call twice. */
public final class Lapidary implements AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary.app");

    /** Idle facets hibernate about so long after their time has come. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    /** The ledger knows what was closed so long before it was last written. */
    private static final long LEDGER_LATE_MILLIS = 60_000;

    private final ServerOptions options;
    private final ClosingStack parts;
    private final Tokens tokens;
    private final ModuleStore modules;
    private final Namespaces namespaces;
    private final ObjectRegistry objects;
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Lapidary(ServerOptions options, Supervisors supervisors, ClosingStack parts) {
        this.options = options;
        this.parts = parts;
        var folder = parts.push(DataFolder.open(options.dataDir()));
        var path = folder.path();
        TempFolder.use(path.resolve("tmp"));
        var catalogue = parts.push(Catalogue.open(folder));
        this.tokens = new Tokens(catalogue, Clock.systemUTC(), new SecureRandom());
        parts.push(tokens::flush);
        var ledgerFile = path.resolve("usage.db");
        long ledgerWritten = UsageLedger.lastWrittenMillis(ledgerFile);
        var ledger = parts.push(UsageLedger.open(ledgerFile, Clock.systemUTC()));
        var listeners = listeners(options, tokens);
        var budget =
                new MemoryBudget(
                        options.configuration()
                                .memoryBudgetBytes()
                                .orElseGet(MemoryBudget::defaultBytes));
        this.modules = parts.push(new ModuleStore(path, catalogue, new Engine(budget), budget));
        this.namespaces = new Namespaces(catalogue);
        var archive =
                options.configuration().archive().map(it -> parts.push(it.open(path).start()));
        var feed = new Feed(new GuestLogToHost(), Clock.systemUTC());
        var totals = new EventTotals(feed);
        var databases = new OpenDatabases(OpenDatabases.openMax());
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        feed,
                        Clock.systemUTC(),
                        seeds(),
                        parts.push(LongEvents.ofThisMachine()),
                        budget,
                        databases,
                        LocalCommitter.ofThisProcess(),
                        archive.<WalFollower.Source>map(it -> it).orElse(WalFollower.Source.NONE),
                        new UsageServices(totals, ledger),
                        new OnceOptions(modules),
                        parts.push(new OutboundClient(options.configuration().outbound(), budget)));
        this.objects =
                parts.push(new ObjectRegistry(path, catalogue, namespaces, archive, services));
        modules.askBeforeRemoving(digest -> objects.useOf(digest.toString()).isPresent());
        if (folder.wasLeftInUse()) {
            objects.lookForOrphans(ledgerWritten - LEDGER_LATE_MILLIS);
        }
        budget.onShortage(objects);
        budget.onShortage(modules.reclaimer());
        var once = parts.push(new OnceRunner(services));
        this.server =
                parts.push(
                        HttpServer.start(
                                listeners,
                                tokens,
                                modules,
                                namespaces,
                                objects,
                                once,
                                new Observed(
                                        ledger,
                                        feed,
                                        new HostMetrics(
                                                        totals,
                                                        ledger,
                                                        feed,
                                                        databases,
                                                        budget,
                                                        modules,
                                                        namespaces,
                                                        objects)
                                                .metrics()),
                                budget,
                                supervisors));
        parts.push(objects.startAlarms());
        parts.push(
                new Sweeper(
                        SWEEP_EVERY,
                        objects::sweep,
                        tokens::flush,
                        IdleHeap.ofThisProcess(() -> totals.used(Measure.FUEL))));
    }

    /** As below, with the built-in supervisor wherever no module is one. */
    public static Lapidary start(ServerOptions options) {
        return start(options, Map.of());
    }

    /**
     * Opens the data folder and listens.
     *
     * @param supervisors in Java, by the name of the namespace that each serves as long as no
     *     module does
     * @throws lapidary.host.error.HostException with a text for the operator if that cannot be
     */
    public static Lapidary start(ServerOptions options, Map<String, Supervisor> supervisors) {
        if (!CallDepth.isGranted()) {
            throw new FailureException(
                    ErrorCode.INTERNAL,
                    "guests need threads with a stack of "
                            + (CallDepth.THREAD_STACK_BYTES_MIN >> 20)
                            + " MiB: start the JVM with -Xss64m, as bin/lapidary does");
        }
        if (!DirectAccess.isPossible()) {
            LOG.log(
                    Level.INFO,
                    "compiled guests read and write memory the slower way: start the JVM with {0}"
                            + " for the faster one",
                    DirectAccess.JVM_OPTION);
        }
        var parts = new ClosingStack();
        try {
            return new Lapidary(options, new Supervisors(supervisors), parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * Uploads a module, as {@code PUT /v1/modules/{name}} does.
     *
     * @return its digest
     * @throws lapidary.host.error.HostException if it is refused
     */
    public String upload(String name, byte[] wasm) {
        return modules.put(name, wasm).info().digest().toString();
    }

    /**
     * Makes or changes a namespace, as {@code PUT /v1/namespaces/{name}} does.
     *
     * @throws lapidary.host.error.HostException if it is refused
     */
    public void putNamespace(String name, NamespaceDocument document) {
        namespaces.put(name, document);
    }

    public int port() {
        return server.port();
    }

    /** The port of the guests' own listener; less than 0 if there is none. */
    public int guestPort() {
        return server.guestPort();
    }

    /** Where this server listens, as a URL. */
    public String url() {
        return url(options.listen(), port());
    }

    /** Where guests' pages have an origin of their own, as a URL. */
    public Optional<String> guestUrl() {
        return options.configuration().guestListen().map(address -> url(address, guestPort()));
    }

    private String url(ListenAddress address, int port) {
        return options.configuration().scheme() + "://" + new ListenAddress(address.host(), port);
    }

    /** Returns when the server has been closed. */
    public void awaitShutdown() throws InterruptedException {
        closed.await();
    }

    @Override
    public synchronized void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try {
            parts.close();
        } finally {
            closed.countDown();
        }
    }

    private static Listeners listeners(ServerOptions options, Tokens tokens) {
        var configuration = options.configuration();
        var rule = new ListenRule(!tokens.isEmpty(), configuration.tls().isPresent());
        return new Listeners(
                checked(options.listen(), rule),
                configuration.guestListen().map(address -> checked(address, rule)),
                configuration.tls().map(ServerCertificate::context),
                configuration.publicOrigins());
    }

    private static Listeners.Address checked(ListenAddress listen, ListenRule rule) {
        var address = listen.resolve();
        rule.check(listen.host(), address);
        return new Listeners.Address(address, listen.port());
    }

    private static Supplier<byte[]> seeds() {
        var random = new SecureRandom();
        return () -> {
            var seed = new byte[EventRandom.SEED_BYTES];
            random.nextBytes(seed);
            return seed;
        };
    }
}
