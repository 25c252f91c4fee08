package lapidary.host.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ReplyHandlesTest {
    private final MemoryBudget budget = new MemoryBudget(1_000);
    private final ReplyHandles handles = new ReplyHandles();

    @Test
    void handles_count_from_one_and_none_is_given_twice() {
        assertEquals(1, handles.add(reply(1)));
        handles.close(1);
        assertEquals(2, handles.add(reply(1)));
    }

    @Test
    void a_handle_that_was_given_back_is_closed_and_one_that_was_never_given_invalid() {
        handles.add(reply(1));
        handles.close(1);
        refused(ResultCode.CLOSED, () -> handles.get(1));
        refused(ResultCode.CLOSED, () -> handles.close(1));
        for (int never : new int[] {0, 2, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            refused(ResultCode.INVALID, () -> handles.headers(never));
        }
    }

    @Test
    void sixty_four_may_be_open_and_one_given_back_makes_room() {
        for (int i = 0; i < 64; i++) {
            handles.requireRoom();
            handles.add(reply(1));
        }
        refused(ResultCode.LIMIT, handles::requireRoom);
        handles.close(7);
        handles.requireRoom();
    }

    @Test
    void what_the_replies_hold_is_given_back_when_the_event_is_over() {
        handles.add(reply(100));
        handles.add(reply(200));
        assertEquals(300, budget.used());
        handles.close(1);
        assertEquals(200, budget.used());
        handles.closeAll();
        assertEquals(0, budget.used());
        refused(ResultCode.INVALID, () -> handles.get(2));
    }

    private OpenReply reply(int size) {
        return new WholeReply(200, List.of(), Fuel.NONE, new byte[size], size, budget.claim(size));
    }

    private static void refused(ResultCode code, Executable call) {
        assertEquals(code, assertThrows(Refusal.class, call).code());
    }
}
