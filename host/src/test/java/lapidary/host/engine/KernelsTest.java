package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real guests, compiled and interpreted. */
class KernelsTest {
    private static CompiledModule compiled;
    private static CompiledModule interpreted;

    private record Run(long result, long used, long left) {}

    @BeforeAll
    static void load() {
        compiled = Guests.load(Kernels.bytes(), Engine.Mode.COMPILED);
        interpreted = Guests.load(Kernels.bytes(), Engine.Mode.INTERPRETED);
    }

    private static Run run(CompiledModule module, String kernel, long limit) {
        GuestInstance guest = Kernels.instantiate(module, Fuel.NONE);
        guest.tank().fill(limit);
        guest.call(kernel);
        return new Run(Kernels.result(guest), guest.tank().used(), guest.tank().left());
    }

    @Test
    void compiled_and_interpreted_guests_burn_the_same_fuel_and_give_the_same_results() {
        for (String kernel : Kernels.SMALL) {
            Run run = run(compiled, kernel, Guests.PLENTY.units());
            assertEquals(run, run(interpreted, kernel, Guests.PLENTY.units()), kernel);
            assertTrue(run.result() != 0, kernel);
            assertTrue(run.used() > 1_000, kernel);
        }
    }

    @Test
    void sha256_burns_what_it_burned_when_this_was_written() {
        // A change here changes what every guest pays. Wanted? Then say so, and change the number.
        assertEquals(4_481_038, run(compiled, "sha256_small", 20_000_000).used());
    }

    @Test
    void the_exact_fuel_is_enough_and_one_unit_less_is_not() {
        for (String kernel : Kernels.SMALL) {
            long used = run(compiled, kernel, Guests.PLENTY.units()).used();
            Run exact = run(compiled, kernel, used);
            assertEquals(0, exact.left(), kernel);
            for (CompiledModule module : java.util.List.of(compiled, interpreted)) {
                GuestInstance guest = Kernels.instantiate(module, Fuel.NONE);
                guest.tank().fill(used - 1);
                assertThrows(OutOfFuel.class, () -> guest.call(kernel), kernel);
                assertEquals(used - 1, guest.tank().used(), kernel);
                assertEquals(0, guest.tank().left(), kernel);
            }
        }
    }

    @Test
    void an_endless_loop_ends_with_its_fuel() {
        GuestInstance guest = Kernels.instantiate(compiled, Fuel.NONE);
        guest.tank().fill(3_000_000);
        assertThrows(OutOfFuel.class, () -> guest.call("forever"));
        assertEquals(3_000_000, guest.tank().used());
    }

    @Test
    void a_trap_outside_memory_is_billed_with_what_was_granted() {
        for (CompiledModule module : java.util.List.of(compiled, interpreted)) {
            GuestInstance guest = Kernels.instantiate(module, Fuel.NONE);
            guest.tank().fill(Guests.PLENTY.units());
            GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("outside"));
            assertEquals("out of bounds memory access", trap.reason());
            assertTrue(trap.function().isPresent());
            assertEquals(FuelTank.SLICE_MIN, guest.tank().used());
        }
    }

    @Test
    void unreachable_code_is_billed_exactly() {
        for (CompiledModule module : java.util.List.of(compiled, interpreted)) {
            GuestInstance guest = Kernels.instantiate(module, Fuel.NONE);
            guest.tank().fill(Guests.PLENTY.units());
            GuestTrap trap = assertThrows(GuestTrap.class, () -> guest.call("unreachable"));
            assertEquals("unreachable", trap.reason());
            assertEquals(1, guest.tank().used());
        }
    }
}
