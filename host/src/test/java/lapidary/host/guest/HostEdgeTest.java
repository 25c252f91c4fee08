package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.abi.ListReader;
import lapidary.abi.Prices;
import lapidary.abi.WasiErrno;
import lapidary.host.engine.GuestTrap;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest passes at the edges of what is allowed, and what it pays for it. */
final class HostEdgeTest {
    private static final long PLENTY = 1_000_000_000;
    private static final int A = 1_000;
    private static final int B = 70_000;

    @TempDir private Path folder;
    private FuzzWorld world;

    @BeforeEach
    void open() {
        world = new FuzzWorld(folder);
        world.beginFetch(PLENTY, new Random(3));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void the_text_of_a_refusal_is_one_line_of_bounded_length_with_its_codes() {
        String name = "n\\u0007\n\u001b".repeat(10_000);
        String sql = "SELECT * FROM \"" + name + "\"";
        assertEquals(-4, call("facet_sql", "exec", A, put(A, sql), B, 0));
        String error = lastError();
        assertTrue(error.length() <= GuestText.LENGTH_MAX, error);
        assertTrue(error.contains("no such table"), error);
        assertTrue(error.endsWith("SQLITE_ERROR"), error);
        assertFalse(error.chars().anyMatch(Character::isISOControl), error);
    }

    @Test
    void an_abort_of_assemblyscript_says_so_on_one_line_of_bounded_length() {
        putString(A, "a\u0007\n\u2028".repeat(1_000));
        putString(B, "file");
        var trap = assertThrows(GuestTrap.class, () -> call("env", "abort", A, B, 3, -1));
        assertTrue(trap.reason().length() <= GuestText.LENGTH_MAX);
        assertTrue(trap.reason().startsWith("abort: a   a   a"), trap.reason());
        assertTrue(trap.reason().endsWith(" at file:3:4294967295"), trap.reason());
    }

    @Test
    void a_string_of_assemblyscript_whose_length_would_lie_before_the_memory_traps() {
        for (int pointer = 1; pointer < 4; pointer++) {
            int at = pointer;
            assertThrows(GuestTrap.class, () -> call("env", "console.log", at));
        }
        assertEquals(0, call("env", "console.log", 0));
    }

    @Test
    void a_string_of_assemblyscript_must_lie_in_memory_with_all_of_its_length() {
        int end = world.memory().size();
        putInt(A - 4, end - A);
        assertEquals(0, call("env", "console.log", A));
        putInt(A - 4, end - A + 1);
        assertThrows(GuestTrap.class, () -> call("env", "console.log", A));
        putInt(A - 4, -1);
        assertThrows(GuestTrap.class, () -> call("env", "console.log", A));
    }

    @Test
    void who_cannot_pay_for_a_body_gets_no_more_than_a_part_of_it() {
        world.rollBack();
        world.beginFetch(Prices.LOOK_UP + 1, bodyOf(200_000));
        assertThrows(OutOfFuel.class, () -> call("facet_http", "request_body", 0, 190_000));
        byte[] memory = world.memory().array();
        assertEquals('b', memory[0]);
        assertEquals(0, memory[64 << 10]);
    }

    /** A source of chance under which a request's body has at least so many bytes. */
    private static Random bodyOf(int size) {
        return new Random(3) {
            @Override
            public boolean nextBoolean() {
                return false;
            }

            @Override
            public int nextInt(int bound) {
                return bound > size ? size : bound - 1;
            }
        };
    }

    @Test
    void names_of_columns_are_paid_for_even_if_they_are_not_written() {
        int length = 20_000;
        String name = "c".repeat(length);
        exec("CREATE TABLE wide(\"" + name + "\")");
        long cursor = exec("SELECT * FROM wide AS a, wide AS b, wide AS c, wide AS d");
        long before = world.fuelUsed();
        assertEquals(4L * (length + 4), call("facet_sql", "columns", cursor, 0, 0));
        assertEquals(Prices.LOOK_UP + Prices.copied(4L * length), world.fuelUsed() - before);
    }

    @Test
    void more_values_than_a_statement_can_have_are_refused_before_they_are_kept() {
        long before = world.fuelUsed();
        assertEquals(-4, call("facet_sql", "exec", A, put(A, "SELECT 1"), B, 100_000));
        assertTrue(lastError().contains("more than 100 values"), lastError());
        assertTrue(world.fuelUsed() - before < 40_000);
    }

    @Test
    void a_key_longer_than_any_environment_is_not_looked_at() {
        long before = world.fuelUsed();
        assertEquals(-1, call("facet_info", "env", A, "GREETING!".length(), 0, 0));
        assertEquals(Prices.LOOK_UP, world.fuelUsed() - before);
    }

    @Test
    void buffers_that_name_more_than_can_be_answered_are_refused() {
        world.grow(600);
        int each = 36 << 20;
        for (int i = 0; i < 64; i++) {
            putInt(A + 8 * i, 0);
            putInt(A + 8 * i + 4, each);
        }
        long before = world.fuelUsed();
        assertEquals(WasiErrno.INVAL, wasi("fd_write", 1, A, 64, 0));
        assertEquals(Prices.LOOK_UP + 64 * Prices.BUFFER, world.fuelUsed() - before);
        assertEquals(0, world.logged);
    }

    @Test
    void each_line_of_a_stream_is_paid_for() {
        int length = put(B, "a\n".repeat(1_000));
        putInt(A, B);
        putInt(A + 4, length);
        long before = world.fuelUsed();
        assertEquals(0, wasi("fd_write", 1, A, 1, 0));
        long expected =
                Prices.LOOK_UP
                        + Prices.BUFFER
                        + Prices.copied(length)
                        + 1_000 * (Prices.LOG_LINE + Prices.LOG_BYTE);
        assertEquals(expected, world.fuelUsed() - before);
        assertEquals(1_000, world.logged);
    }

    @Test
    void a_log_that_is_cut_looks_at_no_more_of_the_text() {
        world.grow(10);
        put(A, "x".repeat(Limits.EVENT_LOG_BYTES_MAX));
        world.memory().array()[A + Limits.EVENT_LOG_BYTES_MAX] = (byte) 0xff;
        assertEquals(0, call("facet_log", "write", 2, A, Limits.EVENT_LOG_BYTES_MAX + 1));
        long before = world.fuelUsed();
        assertEquals(0, call("facet_log", "write", 2, A, Limits.EVENT_LOG_BYTES_MAX + 1));
        assertEquals(Prices.LOG_LINE, world.fuelUsed() - before);
    }

    // Where the answer overlaps what was asked with

    @Test
    void a_value_may_be_written_over_its_key() {
        int length = put(A, "key");
        put(B, "a longer value");
        assertEquals(0, call("facet_kv", "put", A, length, B, 14));
        assertEquals(14, call("facet_kv", "get", A, length, A - 2, 100));
        assertEquals("a longer value", text(A - 2, 14));
    }

    @Test
    void a_variable_may_be_written_over_its_key() {
        int length = put(A, "GREETING");
        assertEquals(5, call("facet_info", "env", A, length, A + 3, 100));
        assertEquals("GREhello", text(A, 8));
    }

    @Test
    void what_was_written_may_be_answered_over_the_buffers() {
        int length = put(B, "line\n");
        putInt(A, B);
        putInt(A + 4, length);
        assertEquals(0, wasi("fd_write", 1, A, 1, A));
        assertEquals(length, world.memory().readInt(A));
        assertEquals(4, world.logged);
    }

    @Test
    void an_environment_over_its_own_pointers_is_what_was_written_last() {
        assertEquals(0, wasi("environ_sizes_get", A, A + 4));
        assertEquals(3, world.memory().readInt(A));
        assertEquals(0, wasi("environ_get", A, A));
        // the first text, then over it the pointers to the second and the third, then the rest
        assertEquals("GREETING=hello".length() + 1, world.memory().readInt(A + 4) - A);
    }

    @Test
    void counts_answered_to_one_place_leave_the_second() {
        assertEquals(0, wasi("environ_sizes_get", A, A));
        assertEquals(15 + 5_003 + 4, world.memory().readInt(A));
    }

    @Test
    void a_head_of_headers_may_lie_where_the_last_answer_was_written() {
        int length = (int) call("facet_http", "request_head", A, 60_000);
        var reader = new ListReader(world.memory().array(), A, length);
        assertTrue(reader.next());
        assertEquals("POST", reader.text());
        assertEquals(0, call("facet_http", "response_head", 200, A, length));
        assertEquals(-2, call("facet_http", "response_head", 200, A, length)); // once
    }

    private long exec(String sql) {
        return call("facet_sql", "exec", A, put(A, sql), B, 0);
    }

    private long wasi(String name, long... arguments) {
        return call(AbiImports.WASI, name, arguments);
    }

    private long call(String module, String name, long... arguments) {
        return world.call(AbiImports.get(module, name), arguments);
    }

    private String lastError() {
        int length = (int) call("facet_info", "last_error", B, 100_000);
        return text(B, length);
    }

    private String text(int at, int length) {
        return new String(world.memory().array(), at, length, UTF_8);
    }

    private int put(int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, world.memory().array(), at, bytes.length);
        return bytes.length;
    }

    private void putString(int at, String text) {
        byte[] bytes = text.getBytes(UTF_16LE);
        putInt(at - 4, bytes.length);
        System.arraycopy(bytes, 0, world.memory().array(), at, bytes.length);
    }

    private void putInt(int at, int value) {
        ByteBuffer.wrap(world.memory().array()).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }
}
