package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.Test;

class FuelTankTest {
    private final FlatMemory memory = new FlatMemory(1, 1);
    private final FuelTank tank = new FuelTank(memory);

    @Test
    void a_guest_is_granted_slices_that_double() {
        tank.fill(100L << 20);
        List<Long> used = new ArrayList<>();
        tank.listen(used::add);
        List<Long> slices = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            long before = memory.fuel + 1;
            memory.fuel = -1; // the guest burned all, and one unit more
            tank.refuel();
            slices.add((memory.fuel + 1) >> 10);
            assertEquals(before > 0, before > 0);
        }
        assertEquals(
                List.of(16L, 32L, 64L, 128L, 128L, 128L, 128L, 128L, 128L, 128L, 128L, 128L),
                slices);
        assertEquals((16L << 10) + 1, used.get(0));
        assertEquals(12, used.size());
    }

    @Test
    void a_price_over_what_is_left_empties_the_tank() {
        tank.fill(10);
        tank.charge(7);
        assertThrows(OutOfFuel.class, () -> tank.charge(4));
        assertEquals(10, tank.used());
        assertEquals(0, tank.left());
        assertThrows(OutOfFuel.class, () -> tank.charge(1));
        tank.charge(0);
    }

    @Test
    void a_price_may_be_larger_than_what_was_granted() {
        tank.fill(1_000_000_000);
        tank.charge(900_000_000);
        assertEquals(900_000_000, tank.used());
        assertEquals(100_000_000, tank.left());
        tank.charge(100_000_000);
        assertEquals(0, tank.left());
        assertThrows(OutOfFuel.class, () -> tank.charge(1));
    }

    @Test
    void prices_are_not_negative_and_none_overflows() {
        tank.fill(Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> tank.charge(-1));
        tank.charge(Long.MAX_VALUE - 1);
        assertEquals(1, tank.left());
        assertThrows(OutOfFuel.class, () -> tank.charge(Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, tank.used());
    }

    @Test
    void what_was_granted_is_forfeited_by_a_trap_and_what_was_burned_beyond_it_counts() {
        tank.fill(1_000_000);
        memory.fuel -= 100;
        tank.forfeit();
        assertEquals(FuelTank.SLICE_MIN, tank.used());
        tank.fill(1_000_000);
        memory.fuel = -5;
        tank.forfeit();
        assertEquals(FuelTank.SLICE_MIN + 5, tank.used());
    }

    @Test
    void a_guest_that_returns_having_burned_too_much_has_run_out() {
        tank.fill(100);
        memory.fuel = 0;
        tank.settle();
        assertEquals(100, tank.used());
        tank.fill(100);
        memory.fuel = -1;
        assertThrows(OutOfFuel.class, tank::settle);
        assertEquals(100, tank.used());
    }

    @Test
    void what_a_listener_throws_ends_the_call() {
        tank.fill(1_000_000);
        tank.listen(used -> {
            throw new IllegalStateException("aborted at " + used);
        });
        memory.fuel = -7;
        var thrown = assertThrows(IllegalStateException.class, tank::refuel);
        assertEquals("aborted at 16391", thrown.getMessage());
        assertEquals(16_391, tank.used());
    }
}
