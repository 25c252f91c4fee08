package lapidary.host.engine;

import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;

/** One instance of a generated module, and what became of it. */
final class GeneratedRun {
    static final long LIMIT = 100_000;
    private static final long HOST_PRICE = 500;
    private static final InstanceLimits LIMITS = InstanceLimits.PUBLISHED;

    /**
     * How a call, or making the instance, ended.
     *
     * @param used fuel, in units
     * @param memory a checksum of it, with its size
     */
    record End(String how, long used, String memory) {
        boolean isReturn() {
            return how.equals("returned");
        }
    }

    private GeneratedRun() {}

    /** Makes an instance, calls {@code run}, and again as long as that returns. */
    static List<End> run(CompiledModule module) {
        GuestInstance guest;
        try {
            guest = module.instantiate(GeneratedRun::host, LIMITS, "", new Fuel(LIMIT));
        } catch (GuestTrap | OutOfFuel e) {
            return List.of(new End(how(e), 0, ""));
        }
        End start = end("returned", guest);
        End first = call(guest);
        return first.isReturn() ? List.of(start, first, call(guest)) : List.of(start, first);
    }

    private static End call(GuestInstance guest) {
        guest.tank().fill(LIMIT);
        try {
            guest.call("run");
            return end("returned", guest);
        } catch (GuestTrap | OutOfFuel e) {
            return end(how(e), guest);
        }
    }

    private static String how(RuntimeException e) {
        return e instanceof GuestTrap trap ? trap.reason() : "out of fuel";
    }

    private static End end(String how, GuestInstance guest) {
        int size = guest.memory().size();
        var checksum = new CRC32();
        checksum.update(guest.memory().array(), 0, size);
        return new End(
                how,
                guest.tank().used(),
                size + " " + HexFormat.of().toHexDigits((int) checksum.getValue()));
    }

    /** What generated modules import; whatever else runs them offers the same. */
    static HostFunction host(String module, String name) {
        return switch (name) {
            case "none" ->
                    (guest, _) -> {
                        guest.tank().charge(HOST_PRICE);
                        return 0;
                    };
            case "int" -> (_, arguments) -> arguments[0] * 31 + 7;
            case "long" -> (_, arguments) -> arguments[0] ^ 0x5555_5555_5555_5555L;
            case "mixed" -> (_, arguments) -> arguments[0] + arguments[1];
            case "float" -> (_, _) -> Double.doubleToRawLongBits(2.5);
            case "throws" ->
                    (_, arguments) -> {
                        if ((arguments[0] & 15) == 9) {
                            throw new GuestTrap("the host says no");
                        }
                        return 0;
                    };
            default -> throw new AssertionError("nobody offers " + module + "." + name);
        };
    }
}
