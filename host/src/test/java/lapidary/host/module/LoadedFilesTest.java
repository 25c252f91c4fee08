package lapidary.host.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadedFilesTest {
    private static final int BYTES_MAX = 1_000;

    @TempDir private Path folder;
    private final Set<Digest> referredTo = new HashSet<>();
    private Instant now = Instant.now();
    private LoadedFiles files;

    @BeforeEach
    void open() {
        files = new LoadedFiles(folder, BYTES_MAX, () -> now);
        files.askBeforeRemoving(referredTo::contains);
    }

    @Test
    void beyond_the_bound_what_was_used_least_recently_goes() {
        for (int number = 0; number < 10; number++) {
            keep(number);
            pass(Duration.ofMinutes(2));
        }
        assertTrue(files.has(digest(0)), "and so it is used");
        pass(Duration.ofMinutes(2));
        keep(10);
        assertTrue(files.has(digest(0)));
        assertFalse(files.has(digest(1)));
        assertFalse(files.has(digest(4)));
        assertTrue(files.has(digest(5)));
        assertTrue(files.has(digest(10)));
    }

    @Test
    void what_is_referred_to_stays_and_does_not_count() {
        for (int number = 0; number < 20; number++) {
            referredTo.add(keep(number));
            pass(Duration.ofMinutes(2));
        }
        for (var digest : referredTo) {
            assertTrue(files.has(digest));
        }
    }

    @Test
    void a_crowd_of_new_ones_is_refused_and_taken_a_minute_later() {
        for (int number = 0; number < 10; number++) {
            keep(number);
        }
        var refused = assertThrows(LimitException.class, () -> keep(10));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        pass(Duration.ofMinutes(2));
        keep(10);
    }

    @Test
    void what_is_there_is_found_again_by_another_process() {
        var first = keep(1);
        pass(Duration.ofMinutes(2));
        open();
        assertTrue(files.has(first));
        pass(Duration.ofMinutes(2));
        for (int number = 2; number < 12; number++) {
            keep(number);
            pass(Duration.ofMinutes(2));
        }
        assertFalse(files.has(first));
    }

    @Test
    void until_somebody_knows_what_is_referred_to_nothing_goes() {
        files = new LoadedFiles(folder, BYTES_MAX, () -> now);
        for (int number = 0; number < 15; number++) {
            keep(number);
            pass(Duration.ofMinutes(2));
        }
        assertTrue(files.has(digest(0)));
    }

    private Digest keep(int number) {
        var digest = digest(number);
        files.keep(digest, wasm(number));
        return digest;
    }

    private static Digest digest(int number) {
        return Digest.of(wasm(number));
    }

    private static byte[] wasm(int number) {
        var wasm = new byte[100];
        wasm[0] = (byte) number;
        return wasm;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
