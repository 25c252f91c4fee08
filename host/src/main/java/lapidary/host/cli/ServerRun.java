package lapidary.host.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.LostSync;

/** Runs a server in this process from its start to its end. */
final class ServerRun {
    private final Terminal terminal;
    private final Function<ServerOptions, Lapidary> starter;

    ServerRun(Terminal terminal, Function<ServerOptions, Lapidary> starter) {
        this.terminal = terminal;
        this.starter = starter;
    }

    /**
     * Starts a server, says where it listens, hands its URL to {@code onceListening}, and returns
     * the exit status when it was closed. A start that fails is a {@link CommandFailure}.
     */
    int run(ServerOptions options, Consumer<String> onceListening) throws InterruptedException {
        return run(options, onceListening, Lapidary::awaitShutdown);
    }

    /** As {@link #run}, but the server is closed as soon as {@code work} is done. */
    int runWhile(ServerOptions options, Consumer<String> work) throws InterruptedException {
        return run(options, work, _ -> {});
    }

    private interface Waiting {
        void await(Lapidary server) throws InterruptedException;
    }

    private int run(ServerOptions options, Consumer<String> onceListening, Waiting end)
            throws InterruptedException {
        ServerLog.configure();
        LostSyncExit.arm(terminal);
        requireFolder(options.dataDir());
        requireFreePort(options.listen(), "--listen");
        options.configuration()
                .guestListen()
                .ifPresent(address -> requireFreePort(address, "--guest-listen"));
        try (Lapidary server = start(options)) {
            Thread drain = drainAtExit(server);
            try {
                terminal.out().println("listening on " + server.url());
                server.guestUrl()
                        .ifPresent(url -> terminal.out().println("guests' pages on " + url));
                onceListening.accept(server.url());
                end.await(server);
            } finally {
                forget(drain);
            }
        }
        return 0;
    }

    private static void requireFolder(Path dataDir) {
        try {
            DurableFiles.createFolders(dataDir);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot make the data directory " + dataDir + ": " + FileFailures.reason(e), e);
        }
        if (!Files.isWritable(dataDir)) {
            throw new CommandFailure("cannot write to the data directory " + dataDir);
        }
    }

    /** Tries the port before anything else is opened: HTTP servers tell it late, and at length. */
    private static void requireFreePort(ListenAddress address, String option) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new CommandFailure(notFree(address, option, e), e);
        }
    }

    private static String notFree(ListenAddress address, String option, IOException cause) {
        return "cannot start: cannot listen on "
                + address
                + " ("
                + firstLine(cause)
                + "); name another with "
                + option
                + " HOST:PORT";
    }

    private Lapidary start(ServerOptions options) {
        try {
            return starter.apply(options);
        } catch (RuntimeException e) {
            if (LostSync.hasHappened()) {
                LostSyncExit.now(terminal);
            }
            throw new CommandFailure("cannot start: " + reason(e), e);
        }
    }

    private static String reason(RuntimeException failure) {
        if (failure.getCause() == null) {
            return firstLine(failure);
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return firstLine(failure) + " (" + firstLine(root) + ")";
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message.lines().findFirst().orElse("");
    }

    /**
     * Makes a signal drain the server and end the process with status 0, where the JVM's own would
     * be 143. The hook halts, which skips the hooks still running: the server is closed by then,
     * and it is what this process had to finish.
     */
    private Thread drainAtExit(Lapidary server) {
        var hook =
                new Thread(
                        () -> {
                            int status = drain(server);
                            terminal.flush();
                            Runtime.getRuntime().halt(status);
                        },
                        "lapidary-drain");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private int drain(Lapidary server) {
        try {
            server.close();
            return LostSync.hasHappened() ? LostSyncExit.STATUS : 0;
        } catch (RuntimeException e) {
            terminal.err().println("lapidary: cannot drain: " + e.getMessage());
            return LostSync.hasHappened() ? LostSyncExit.STATUS : 1;
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // A signal came, and the hook is at work: it ends the process.
        }
    }
}
