package lapidary.host.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.AbiType;
import lapidary.abi.Availability;
import lapidary.abi.ResultCode;
import lapidary.host.engine.GuestTrap;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.OutOfFuel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every import with arbitrary arguments on arbitrary memory, in arbitrary order, in events
 * and in what runs while a facet wakes (a start function, {@code _initialize}, {@code init}): there
 * are results, published codes and traps, never another exception, never a byte that is not the
 * guest's, never memory of the host's that was not paid for.
 *
 * <p>{@code -Dlapidary.fuzz.rounds=} calls more often, {@code -Dlapidary.fuzz.seed=} begins
 * elsewhere; then it also prints which calls took the most time and memory for their fuel.
 */
class HostCallFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 30_000);
    private static final long SEED = Long.getLong("lapidary.fuzz.seed", 1);

    /** Calls that may load classes, and do not count. */
    private static final int WARM_UP = 5_000;

    /** What a call may allocate: this much, for the first of its kind, and some for each unit. */
    private static final long FREE_BYTES = 512 << 10;

    private static final long BYTES_PER_UNIT = 64;

    private static final Set<Long> ERRNOS = Set.of(0L, 8L, 28L, 52L, 70L);
    private static final Set<Long> CODES =
            Arrays.stream(ResultCode.values())
                    .map(code -> (long) code.number())
                    .collect(Collectors.toSet());

    private static final Set<String> GIVE_LINKS =
            Set.of("facet_ws.event_socket", "facet_http.detach");

    private static final Set<String> TAKE_LINKS =
            Set.of(
                    "facet_ws.send",
                    "facet_ws.close",
                    "facet_ws.tags",
                    "facet_ws.attachment_get",
                    "facet_ws.attachment_set",
                    "facet_http.stream_write",
                    "facet_http.stream_close");

    private static final int LINKS_MAX = 6;

    @TempDir private Path folder;

    private final Random random = new Random(SEED);
    private final CallGenerator generator = new CallGenerator(random);
    private final CallCosts costs = new CallCosts();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final List<Long> links = new ArrayList<>();
    private int done;
    private int wakes;
    private @Nullable RuntimeException stop;
    private int stoppedWakes;
    private int replies;

    @Test
    void every_call_ends_in_a_result_a_code_or_a_trap() {
        for (int worlds = 0; done < ROUNDS; worlds++) {
            var worldFolder = folder.resolve("world-" + worlds);
            assertTrue(worldFolder.toFile().mkdir());
            try (var world = new FuzzWorld(worldFolder)) {
                for (int events = 0; events < 500 && done < ROUNDS; events++) {
                    event(world);
                }
            }
        }
        for (var function : AbiImports.all()) {
            boolean isNew =
                    function.module().equals(AbiImports.SUPERVISOR_FACETS)
                            || function.module().equals(AbiImports.FACET_RPC);
            if (isNew && function.availability() == Availability.OFFERED) {
                String name = function.qualifiedName();
                assertTrue(endings.containsKey(name + " result"), name + " never did anything");
            }
        }
        assertTrue(stoppedWakes > 0 && stoppedWakes < wakes, stoppedWakes + " of " + wakes);
        if (ROUNDS >= 100_000) {
            System.out.println(wakes + " wakes, of which " + stoppedWakes + " were stopped");
            costs.print();
            endings.forEach((ending, count) -> System.out.println(count + " " + ending));
        }
    }

    private void event(FuzzWorld world) {
        replies = 0;
        boolean isStopped = random.nextInt(8) == 0 ? !wakes(world) : !runs(world);
        assertFalse(world.seesCanary(), "seed " + SEED + ": a byte of the host's, call " + done);
        end(world, isStopped);
    }

    /** Whether the facet is awake. */
    private boolean wakes(FuzzWorld world) {
        wakes++;
        stop = null;
        try {
            world.wake(
                    fuel(),
                    random,
                    () -> {
                        stop = calls(world);
                        if (stop != null) {
                            throw stop;
                        }
                    });
            return true;
        } catch (OutOfFuel | GuestTrap | GuestExit e) {
            var thrown = Objects.requireNonNull(stop, e.toString());
            assertEquals(thrown.getClass(), e.getClass(), "seed " + SEED);
            stoppedWakes++;
            return false;
        }
    }

    /** Whether the event came to its end. */
    private boolean runs(FuzzWorld world) {
        if (random.nextInt(5) == 0 && world.pages() < 40) {
            world.grow(random.nextInt(5));
        }
        if (random.nextInt(4) == 0) {
            world.beginCall(fuel(), random);
        } else if (random.nextInt(3) > 0 || !world.beginSocket(fuel(), random)) {
            world.beginFetch(fuel(), random);
        }
        return calls(world) == null;
    }

    private long fuel() {
        return random.nextInt(5) == 0 ? random.nextInt(100_000) : 100_000_000;
    }

    /** What stopped them, if anything did. */
    private @Nullable RuntimeException calls(FuzzWorld world) {
        for (int calls = 1 + random.nextInt(40); calls > 0; calls--) {
            if (random.nextInt(3) > 0) {
                generator.fillMemory(world.memory().array(), world.memory().size());
            }
            var stop = call(world, function(world));
            if (stop != null) {
                return stop;
            }
        }
        return null;
    }

    private static void end(FuzzWorld world, boolean isStopped) {
        if (isStopped) {
            world.drop();
            world.rollBack();
            return;
        }
        try {
            world.commit();
        } catch (Refusal _) {
            // what was written cannot be kept
        }
    }

    /** What does something comes up more often than what only answers a code. */
    private AbiFunction function(FuzzWorld world) {
        var all = world.functions();
        AbiFunction function;
        do {
            function = all.get(random.nextInt(all.size()));
        } while (isDull(function) && random.nextInt(20) > 0);
        return function;
    }

    private static boolean isDull(AbiFunction function) {
        return function.availability() != Availability.OFFERED
                || function.name().equals("proc_exit")
                || function.name().equals("process.exit")
                || function.name().equals("abort")
                || function.name().equals("delete_all")
                || function.name().equals("flush");
    }

    /** What stopped the event, if it does not go on. */
    private @Nullable RuntimeException call(FuzzWorld world, AbiFunction function) {
        done++;
        long[] arguments = generator.arguments(function, world.memory().size());
        nameReply(function, arguments);
        nameLink(function, arguments);
        String text = function.qualifiedName() + Arrays.toString(arguments);
        long fuel = world.fuelUsed();
        long bytes = CallCosts.bytes();
        long nanos = CallCosts.nanos();
        try {
            long result = world.call(function, arguments);
            check(function, result, text);
            noteLink(function, result);
            count(function, result < 0 ? "code " + result : "result");
            return null;
        } catch (OutOfFuel | GuestTrap | GuestExit stop) {
            count(function, stop.getClass().getSimpleName());
            return stop;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + SEED + ", call " + done + ": " + text, e);
        } finally {
            nanos = CallCosts.nanos() - nanos;
            bytes = CallCosts.bytes() - bytes;
            fuel = world.fuelUsed() - fuel;
            checkCost(new CallCosts.Cost(text, nanos, bytes, Math.max(1, fuel)));
        }
    }

    /** Ids of sockets and streams are by chance: nobody would guess one. */
    private void nameLink(AbiFunction function, long[] arguments) {
        if (TAKE_LINKS.contains(function.qualifiedName())
                && !links.isEmpty()
                && random.nextInt(5) > 0) {
            arguments[0] = links.get(random.nextInt(links.size()));
        }
    }

    /** Handles of replies count from 1 in each event. */
    private void nameReply(AbiFunction function, long[] arguments) {
        if (function.name().startsWith("reply_") && replies > 0 && random.nextInt(5) > 0) {
            arguments[0] = 1L + random.nextInt(replies + 1);
        }
    }

    private void noteLink(AbiFunction function, long result) {
        if (function.name().equals("fetch") && result > 0) {
            replies = (int) result;
        }
        if (GIVE_LINKS.contains(function.qualifiedName()) && result > 0) {
            links.addFirst(result);
            if (links.size() > LINKS_MAX) {
                links.removeLast();
            }
        }
    }

    private void count(AbiFunction function, String ending) {
        endings.merge(function.qualifiedName() + " " + ending, 1, Integer::sum);
    }

    private void checkCost(CallCosts.Cost cost) {
        if (done <= WARM_UP) {
            return;
        }
        costs.add(cost);
        assertTrue(
                cost.bytes() <= FREE_BYTES + BYTES_PER_UNIT * cost.fuel(),
                () -> "seed " + SEED + ", call " + done + ": " + cost);
    }

    private static void check(AbiFunction function, long result, String call) {
        boolean isKnown =
                switch (function.module()) {
                    case AbiImports.WASI ->
                            function.results().isEmpty() || ERRNOS.contains((long) (int) result);
                    case AbiImports.ENV -> true;
                    default -> isCode(function, result);
                };
        assertTrue(isKnown, () -> "seed " + SEED + ": " + call + " answered " + result);
    }

    private static boolean isCode(AbiFunction function, long result) {
        long value = function.results().equals(List.of(AbiType.I64)) ? result : (int) result;
        return value >= 0 || CODES.contains(value);
    }
}
