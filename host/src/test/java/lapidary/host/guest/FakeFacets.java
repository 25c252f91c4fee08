package lapidary.host.guest;

import static lapidary.abi.ResultCode.ABORTED;
import static lapidary.abi.ResultCode.FAILED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.NOT_FOUND;

import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.memory.MemoryBudget;

/** Facets below one that are names and nothing else: their events answer by chance. */
final class FakeFacets implements FacetsBelow {
    private static final int NAMES_MAX = 50;

    private final Random random = new Random(1);
    private final TreeSet<String> started = new TreeSet<>();

    @Override
    public boolean isStarted(String name) {
        return name.length() == 1 || started.contains(name);
    }

    @Override
    public void requireStarted(String name) {
        if (!isStarted(name)) {
            throw new Refusal(NOT_FOUND, "the facet is not started: " + name);
        }
    }

    @Override
    public Collection<String> names() {
        return started;
    }

    @Override
    public Runnable start(String name, byte[] json) {
        if (json.length == 0) {
            throw new Refusal(INVALID, "no options");
        }
        return () -> {
            if (started.size() < NAMES_MAX) {
                started.add(name);
            }
        };
    }

    @Override
    public OpenReply fetch(String name, FetchRequest request, GuestContext payer) {
        return reply(name, payer);
    }

    @Override
    public OpenReply call(String name, RpcCall call, GuestContext payer) {
        return reply(name, payer);
    }

    private OpenReply reply(String name, GuestContext payer) {
        if (random.nextInt(3) == 0) {
            requireStarted(name);
        }
        long burned = Math.min(payer.left(), random.nextInt(1_000));
        payer.payForFacet(burned);
        return switch (random.nextInt(6)) {
            case 0 -> throw new Refusal(FAILED, "it trapped");
            case 1 -> throw new Refusal(ABORTED, "it was aborted");
            default -> {
                int size = random.nextInt(2_000);
                yield new WholeReply(
                        200,
                        List.of(new Header("x", "y")),
                        new Fuel(burned),
                        new byte[size],
                        size,
                        MemoryBudget.UNLIMITED.claim(size));
            }
        };
    }

    @Override
    public void abort(String name, String reason) {
        started.remove(name);
    }

    @Override
    public void payDeletion(String name, FuelMeter meter) {
        meter.charge(started.contains(name) ? 100 : 0);
    }

    @Override
    public void delete(String name) {
        started.remove(name);
    }

    @Override
    public void payClone(String from, String to, FuelMeter meter) {
        meter.charge(100);
    }

    @Override
    public void clone(String from, String to) {
        started.remove(to);
    }

    @Override
    public byte[] usage(String name) {
        requireStarted(name);
        return new byte[] {'{', '}'};
    }
}
