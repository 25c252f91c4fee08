package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalLong;
import lapidary.host.app.Catalogue;
import lapidary.host.storage.HostDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row is moved to a later time only by who knows of every alarm that was kept. */
class AlarmIndexTest {
    private static final AlarmIndex.Key KEY = new AlarmIndex.Key(1, "o", "app");

    @TempDir private Path dataDir = Path.of("");
    private HostDatabase catalogue;
    private AlarmIndex index;

    @BeforeEach
    void open() {
        catalogue = Catalogue.open(dataDir);
        index = new AlarmIndex(catalogue);
    }

    @AfterEach
    void close() {
        catalogue.close();
    }

    @Test
    void who_decided_before_another_alarm_was_kept_moves_nothing() {
        var before = index.cover(KEY, 10);
        index.cover(KEY, 20);
        assertFalse(index.settle(KEY, before.version(), OptionalLong.of(100)));
        assertFalse(index.settle(KEY, before.version(), OptionalLong.empty()));
        assertEquals(10, due());
    }

    @Test
    void a_slot_moves_nothing_on_account_of_what_was_so_before_its_last_alarm() {
        var slot = index.slot(1, "o", "app");
        slot.cover(10);
        long before = slot.covers();
        slot.cover(15); // its row is early enough, and stays as it is
        slot.settle(before, OptionalLong.of(100));
        assertEquals(10, due());
        slot.settle(slot.covers(), OptionalLong.of(15));
        assertEquals(15, due());
    }

    @Test
    void a_slot_that_has_moved_its_row_writes_it_again_for_an_earlier_alarm() {
        var slot = index.slot(1, "o", "app");
        slot.cover(10);
        slot.settleLater(slot.covers(), OptionalLong.of(100));
        slot.cover(50);
        index.flush();
        assertTrue(due() <= 50);
    }

    private long due() {
        return index.find(KEY).orElseThrow().dueMillis();
    }
}
