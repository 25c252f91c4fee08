package lapidary.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lapidary.host.engine.Engine;
import lapidary.host.facet.FacetServices;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.HostFunctions;
import lapidary.host.http.HttpServer;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;

/** A running host. Thread-safe; {@link #close} drains and is safe to call twice. */
public final class Lapidary implements AutoCloseable {
    private static final Logger LOG = System.getLogger("lapidary");
    private static final SchemaScripts CATALOGUE_SCHEMA =
            SchemaScripts.beside(Lapidary.class, "V001__catalogue.sql");

    private final ServerOptions options;
    private final DataFolder dataFolder;
    private final HostDatabase catalogue;
    private final ObjectRegistry objects;
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Lapidary(ServerOptions options, DataFolder dataFolder) {
        this.options = options;
        this.dataFolder = dataFolder;
        var path = dataFolder.path();
        this.catalogue = HostDatabase.open(path.resolve("lapidary.db"), CATALOGUE_SCHEMA);
        var modules = new ModuleStore(path, catalogue, new Engine());
        var namespaces = new Namespaces(catalogue);
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        new GuestLogToHost(),
                        Clock.systemUTC(),
                        seeds());
        this.objects = new ObjectRegistry(path, catalogue, namespaces, services);
        this.server =
                HttpServer.start(
                        options.listenHost(), options.listenPort(), modules, namespaces, objects);
        Thread.ofPlatform().daemon().name("sweeper").start(this::sweepUntilClosing);
    }

    /** Opens the data folder and listens. */
    public static Lapidary start(ServerOptions options) {
        var dataFolder = DataFolder.open(options.dataDir());
        try {
            return new Lapidary(options, dataFolder);
        } catch (RuntimeException e) {
            dataFolder.close();
            throw e;
        }
    }

    public int port() {
        return server.port();
    }

    public String listenHost() {
        return options.listenHost();
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
        server.close();
        objects.close();
        catalogue.close();
        dataFolder.close();
        closed.countDown();
    }

    /** Lets idle facets hibernate, about once a second. */
    private void sweepUntilClosing() {
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            objects.sweep();
        } catch (RuntimeException e) { // the top of a thread: the next sweep may do better
            LOG.log(Level.ERROR, "a sweep failed", e);
        }
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
