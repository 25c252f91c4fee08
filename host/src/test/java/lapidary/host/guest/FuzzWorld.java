package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.ValuesReader;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.CompiledModule;
import lapidary.host.engine.Engine;
import lapidary.host.engine.FlatMemory;
import lapidary.host.engine.GuestInstance;
import lapidary.host.engine.HostFunction;
import lapidary.host.engine.ImportResolver;
import lapidary.host.engine.InstanceLimits;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.FuelBudget;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.socket.FacetSockets;
import lapidary.host.socket.Gate;
import lapidary.host.socket.OpenSocket;
import lapidary.host.socket.OpenStream;
import lapidary.host.socket.Payload;
import lapidary.host.socket.SocketEvent;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.EventMeter;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import org.jspecify.annotations.Nullable;

/**
 * A facet on a real database whose host functions a test calls itself, with a neighbour beside it
 * and canaries wherever its guest must never see: in the neighbour's data, and in what lies behind
 * the guest's memory. Confined to a thread.
 */
final class FuzzWorld implements AutoCloseable {
    static final byte[] CANARY = "HOST-MEMORY-CANARY".getBytes(UTF_8);

    private static final long NOW = 1_700_000_000_123L;
    private static final int PAGE_BYTES = 65_536;
    private static final int PAGES = 3;
    private static final long STORAGE_BYTES = 64L << 20;

    /** Each may have a mebibyte unsent. */
    private static final int LINKS_MAX = 4;

    private static final int CALL = 0x10;
    private static final int END = 0x0b;

    private final HostFunctions functions = new HostFunctions();
    private final ImportResolver resolver = this::resolve;
    private final FacetDatabase neighbour;
    private final FacetDatabase database;
    private final CompiledModule module;
    private GuestContext context;
    private GuestInstance guest;
    private final FacetSockets sockets = new FacetSockets(MemoryBudget.UNLIMITED, _ -> {});
    private final Deque<OpenSocket> open = new ArrayDeque<>();
    private final Deque<OpenStream> streams = new ArrayDeque<>();
    private @Nullable FetchEvent fetch;
    private Runnable inWake = () -> {};
    private boolean hasEvent;

    /** Characters that went to the host's log. */
    long logged;

    FuzzWorld(Path folder) {
        this(folder, waking(), Engine.Mode.INTERPRETED);
    }

    /** Whose guest has exports of its own. */
    FuzzWorld(Path folder, byte[] wasm, Engine.Mode mode) {
        neighbour = FacetDatabase.open(folder.resolve("1.db"), DatabaseLimits.DEFAULT);
        plantIn(neighbour);
        database = FacetDatabase.open(folder.resolve("2.db"), new DatabaseLimits(STORAGE_BYTES));
        context = freshContext();
        module = new Engine().load(rewriter(mode).rewrite(wasm), mode, CompiledCache.NONE);
        guest = instance();
    }

    private GuestContext freshContext() {
        return new GuestContext(
                new GuestIdentity(
                        "shop",
                        "cart-17",
                        "0123456789abcdef0123456789abcdef",
                        "/app",
                        "props ".repeat(100),
                        Map.of("GREETING", "hello", "k", "v".repeat(5_000), "é", "")),
                database,
                (_, _, text) -> logged += text.length(),
                sockets,
                new EventMeter(),
                FuzzReach.reach(new FakeFacets()));
    }

    /** What runs in its wake is told, so that calls can be made there. */
    private static byte[] waking() {
        return new ModuleBuilder()
                .type(":")
                .importFunction("fuzz", "calls", 0)
                .memory(PAGES)
                .function(0, CALL, 0, END)
                .start(1)
                .export("_initialize", 1)
                .export("alarm", 1)
                .export("ws_message", 1)
                .export("init", 1)
                .build();
    }

    private HostFunction resolve(String importModule, String name) {
        if (!importModule.equals("fuzz")) {
            return functions.resolve(importModule, name);
        }
        return (caller, _) -> {
            guest = caller;
            inWake.run();
            return 0;
        };
    }

    private static MeteringRewriter rewriter(Engine.Mode mode) {
        return switch (mode) {
            case COMPILED -> new MeteringRewriter(ModuleLimits.PUBLISHED);
            case INTERPRETED -> MeteringRewriter.forInterpreter(ModuleLimits.PUBLISHED);
        };
    }

    private static void plantIn(FacetDatabase database) {
        database.beginEvent(
                new EventInputs(NOW, new Random(1)), new FuelBudget(new Fuel(1L << 40)));
        byte[] sql =
                "CREATE TABLE t(a, b); INSERT INTO t VALUES(1, x'%s')"
                        .formatted(hex())
                        .getBytes(UTF_8);
        database.exec(sql, 0, sql.length, new ValuesReader(sql, 0, 0)).close();
        database.kv().put(CANARY, CANARY);
        database.commitEvent();
    }

    private static String hex() {
        return java.util.HexFormat.of().formatHex(CANARY);
    }

    private GuestInstance instance() {
        return module.instantiate(resolver, InstanceLimits.PUBLISHED, context, Fuel.EVENT_DEFAULT);
    }

    List<AbiFunction> functions() {
        return AbiImports.all();
    }

    FlatMemory memory() {
        return guest.memory();
    }

    long fuelUsed() {
        return guest.tank().used();
    }

    /** Calls an import as the engine does. */
    long call(AbiFunction function, long... arguments) {
        HostFunction implementation = functions.resolve(function.module(), function.name());
        return implementation.call(guest, arguments);
    }

    /** Calls an export of the guest. */
    void run(String export) {
        guest.call(export);
    }

    void beginFetch(long fuel, Random random) {
        var inputs = inputs(random.nextLong());
        fetch = new FetchEvent(request(random), stream(random));
        context.beginEvent(inputs, fetch);
        begin(inputs, fuel);
    }

    /** A call of the facet above, whose payload lies in an array of its own. */
    void beginCall(long fuel, Random random) {
        var inputs = inputs(random.nextLong());
        var payload = new byte[random.nextInt(3_000)];
        Arrays.fill(payload, (byte) 'p');
        var call = new RpcCall("method", payload, 0, payload.length);
        fetch = null;
        context.beginCall(inputs, new RpcEvent(call, MemoryBudget.UNLIMITED));
        begin(inputs, fuel);
    }

    /** An event of one of the sockets that were accepted; false if there is none. */
    boolean beginSocket(long fuel, Random random) {
        var socket = open.peekLast();
        if (socket == null) {
            return false;
        }
        var inputs = inputs(random.nextLong());
        var event =
                switch (random.nextInt(3)) {
                    case 0 ->
                            new SocketEvent.Message(
                                    socket,
                                    random.nextBoolean(),
                                    new Payload(new byte[300], random.nextInt(300)));
                    case 1 -> new SocketEvent.Closed(socket, 1000, "why");
                    default -> new SocketEvent.Broken(socket, "it broke");
                };
        fetch = null;
        context.beginSocket(inputs, new HeardEvent(event));
        begin(inputs, fuel);
        return true;
    }

    /** Wakes another instance, as a facet does; its three functions make calls meanwhile. */
    void wake(long fuel, Random random, Runnable calls) {
        var inputs = inputs(random.nextLong());
        context = freshContext();
        context.beginWake(inputs);
        database.beginEvent(inputs, context);
        hasEvent = true;
        inWake = calls;
        try {
            guest = module.instantiate(resolver, InstanceLimits.PUBLISHED, context, new Fuel(fuel));
            guest.call("_initialize");
            guest.call("init");
        } finally {
            inWake = () -> {};
        }
    }

    private void begin(EventInputs inputs, long fuel) {
        context.enter(guest);
        database.beginEvent(inputs, context);
        guest.tank().fill(fuel);
        hasEvent = true;
    }

    private static EventInputs inputs(long seed) {
        var bytes = new byte[EventRandom.SEED_BYTES];
        new Random(seed).nextBytes(bytes);
        return new EventInputs(NOW, new EventRandom(() -> bytes));
    }

    private static FetchRequest request(Random random) {
        var headers = new ArrayList<Header>();
        for (int count = random.nextInt(8); count > 0; count--) {
            headers.add(new Header("x-" + count, "v".repeat(random.nextInt(500))));
        }
        return new FetchRequest("POST", "http://cart-17.shop/a?b=1", headers, body(random));
    }

    private static FetchRequest.Body body(Random random) {
        int[] left = {random.nextBoolean() ? random.nextInt(100) : random.nextInt(300_000)};
        boolean breaks = random.nextInt(20) == 0;
        return (into, offset, length) -> {
            int count = Math.min(length, left[0]);
            Arrays.fill(into, offset, offset + count, (byte) 'b');
            left[0] -= count;
            if (breaks && left[0] == 0) {
                throw new IOException("the client has gone");
            }
            return count;
        };
    }

    private static ReplyStream stream(Random random) {
        boolean breaks = random.nextInt(10) == 0;
        boolean isUpgrade = random.nextBoolean();
        return new ReplyStream() {
            @Override
            public void send(Reply part) throws IOException {
                if (breaks) {
                    throw new IOException("the client has gone");
                }
            }

            @Override
            public boolean canUpgrade() {
                return isUpgrade;
            }

            @Override
            public boolean canDetach() {
                return !breaks;
            }
        };
    }

    /** A normal return; what cannot be committed is a {@code Refusal}. */
    void commit() {
        context.endEvent();
        hasEvent = false;
        try {
            database.commitEvent();
        } catch (Refusal e) {
            sockets.changes().rollBack();
            throw e;
        }
        sockets.changes().commit(Gate.OPEN);
        if (fetch != null) {
            fetch.accepted().ifPresent(open::add);
            fetch.detached().ifPresent(streams::add);
        }
        closeBut(LINKS_MAX);
    }

    /** Of what is open, the oldest goes. */
    private void closeBut(int kept) {
        while (open.size() > kept) {
            open.remove().gone();
        }
        while (streams.size() > kept) {
            streams.remove().gone();
        }
    }

    /** The guest was stopped: another instance is made for the next event. */
    void drop() {
        context.endEvent();
        guest = instance();
    }

    void rollBack() {
        hasEvent = false;
        sockets.changes().rollBack();
        database.rollbackEventIfAny();
    }

    /** Grows the memory, and leaves canaries behind its end. */
    void grow(int pages) {
        byte[] array = memory().array();
        Arrays.fill(array, memory().size(), array.length, (byte) 0);
        memory().grow(pages);
        plantBehindMemory();
    }

    private void plantBehindMemory() {
        byte[] array = memory().array();
        for (int at = memory().size(); at + CANARY.length <= array.length; at += CANARY.length) {
            System.arraycopy(CANARY, 0, array, at, CANARY.length);
        }
    }

    int pages() {
        return memory().size() / PAGE_BYTES;
    }

    /** Whether the guest sees one of the canaries. */
    boolean seesCanary() {
        byte[] array = memory().array();
        int end = memory().size() - CANARY.length;
        for (int at = 0; at <= end; at++) {
            if (array[at] == CANARY[0]
                    && array[at + 1] == CANARY[1]
                    && Arrays.equals(array, at, at + CANARY.length, CANARY, 0, CANARY.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (hasEvent) {
            rollBack();
        }
        closeBut(0);
        database.close();
        neighbour.close();
    }
}
