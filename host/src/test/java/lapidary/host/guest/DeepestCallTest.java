package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.host.engine.Engine;
import lapidary.host.engine.GuestTrap;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Host functions at the greatest depth that a guest's calls reach do what they do at the first. */
final class DeepestCallTest {
    private static final long PLENTY = 1_000_000_000;

    private static final int DEPTH = 0;
    private static final int DEPTH_MAX = 4;
    private static final int RESULT = 8;
    private static final int NEXT_RESULT = 12;
    private static final int TEXT = 1_000;
    private static final int OUT = 70_000;
    private static final int OUT_BYTES = 60_000;

    private static final int CALL = 0x10;
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int END = 0x0b;
    private static final int I32_LOAD = 0x28;
    private static final int I32_STORE = 0x36;
    private static final int I32_LT_U = 0x49;
    private static final int I32_ADD = 0x6a;

    @TempDir private Path folder;

    /** What a host function answered, and what it wrote. */
    private record Answer(int result, int next, List<Byte> out) {}

    private enum Request {
        JSON_100_DEEP("SELECT json_extract('" + nested("[", 100, "1", "]") + "', '$[0][0]')"),
        JSON_1000_DEEP("SELECT json('" + nested("[", 1_000, "1", "]") + "')"),
        JSON_TOO_DEEP("SELECT json('" + nested("[", 1_001, "1", "]") + "')"),
        EXPRESSION("SELECT " + nested("abs(1 + ", 40, "1", ")")),
        EXPRESSION_TOO_DEEP("SELECT " + nested("-(", 5_000, "1", ")")),
        SUBQUERIES("SELECT " + nested("(SELECT ", 5, "1", ")")),
        FULL_TEXT("SELECT x FROM f WHERE f MATCH '" + nested("(", 20, "a OR b", ")") + "'"),
        SUBQUERIES_TOO_DEEP("SELECT " + nested("(SELECT ", 20, "1", ")")),
        FULL_TEXT_TOO_DEEP(
                "SELECT x FROM f WHERE f MATCH '" + nested("(", 1_000, "a OR b", ")") + "'"),
        RECURSIVE_QUERY(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " SELECT sum(i) FROM n"),
        KEY_VALUE("facet_kv", "put", "k".repeat(500)),
        LOG("facet_log", "write", "l".repeat(5_000));

        private final String module;
        private final String name;
        private final String text;

        Request(String sql) {
            this("facet_sql", "exec", sql);
        }

        Request(String module, String name, String text) {
            this.module = module;
            this.name = name;
            this.text = text;
        }

        private static String nested(String open, int depth, String inner, String close) {
            return open.repeat(depth) + inner + close.repeat(depth);
        }

        private boolean isSql() {
            return module.equals("facet_sql");
        }

        private boolean isTooDeep() {
            return name().endsWith("TOO_DEEP");
        }

        private int[] arguments() {
            int length = text.length();
            return switch (module) {
                case "facet_sql" -> new int[] {TEXT, length, 0, 0};
                case "facet_kv" -> new int[] {TEXT, length, TEXT, length};
                default -> new int[] {2, TEXT, length};
            };
        }
    }

    /** Calls itself as deep as it is told, and there the host. */
    private static byte[] guest(Request request) {
        int[] body =
                code(c -> {
                    c.i32(DEPTH).i32(DEPTH).op(I32_LOAD, 2, 0).i32(1).op(I32_ADD, I32_STORE, 2, 0);
                    c.i32(DEPTH).op(I32_LOAD, 2, 0).i32(DEPTH_MAX).op(I32_LOAD, 2, 0, I32_LT_U);
                    c.op(IF, 0x40, CALL, 2, ELSE);
                    c.i32(RESULT);
                    for (int argument : request.arguments()) {
                        c.i32(argument);
                    }
                    c.op(CALL, 0, I32_STORE, 2, 0);
                    if (request.isSql()) {
                        c.i32(NEXT_RESULT).i32(RESULT).op(I32_LOAD, 2, 0).i32(OUT).i32(OUT_BYTES);
                        c.op(CALL, 1, I32_STORE, 2, 0);
                    }
                    c.op(END, END);
                });
        return new ModuleBuilder()
                .type(":")
                .type("i".repeat(request.arguments().length) + ":i")
                .type("iii:i")
                .importFunction(request.module, request.name, 1)
                .importFunction("facet_sql", "next", 2)
                .function(0, body)
                .memory(3)
                .export("run", 2)
                .build();
    }

    @ParameterizedTest
    @EnumSource(Engine.Mode.class)
    void a_host_function_does_the_same_at_the_greatest_depth(Engine.Mode mode) throws Exception {
        for (Request request : Request.values()) {
            Path ofPlatform = Files.createDirectory(folder.resolve(request + "-platform"));
            Path ofVirtual = Files.createDirectory(folder.resolve(request + "-virtual"));
            assertEquals(
                    onThread(Thread.ofPlatform(), () -> answers(ofPlatform, request, mode)),
                    onThread(Thread.ofVirtual(), () -> answers(ofVirtual, request, mode)));
        }
    }

    private static <T> T onThread(Thread.Builder thread, Callable<T> task) throws Exception {
        var future = new FutureTask<>(task);
        thread.start(future);
        return future.get();
    }

    private static Answer answers(Path folder, Request request, Engine.Mode mode) {
        try (var world = new FuzzWorld(folder, guest(request), mode)) {
            world.beginFetch(PLENTY, new Random(3));
            prepare(world);
            place(world, request, Integer.MAX_VALUE);
            var trap = assertThrows(GuestTrap.class, () -> world.run("run"));
            assertTrue(trap.reason().contains("call depth"), trap.reason());
            int deepest = word(world, DEPTH);
            assertTrue(deepest > 10_000, "only " + deepest);
            world.drop();
            world.rollBack();
            Answer atFirst = answer(world, request, 1);
            assertEquals(request.isTooDeep(), atFirst.result() < 0, request + " " + atFirst);
            assertEquals(atFirst, answer(world, request, deepest), request + " " + mode);
            return atFirst;
        }
    }

    /** A table with words, in the transaction of the event. */
    private static void prepare(FuzzWorld world) {
        exec(world, "CREATE VIRTUAL TABLE f USING fts5(x)");
        exec(world, "INSERT INTO f VALUES('a b c')");
    }

    private static void exec(FuzzWorld world, String sql) {
        put(world, TEXT, sql);
        long cursor = call(world, "exec", TEXT, sql.length(), 0, 0);
        assertTrue(cursor > 0, () -> sql + ": " + cursor);
        call(world, "next", cursor, OUT, OUT_BYTES);
        call(world, "close", cursor);
    }

    private static long call(FuzzWorld world, String name, long... arguments) {
        AbiFunction function = AbiImports.find("facet_sql", name).orElseThrow();
        return world.call(function, arguments);
    }

    private static Answer answer(FuzzWorld world, Request request, int depth) {
        world.beginFetch(PLENTY, new Random(3));
        prepare(world);
        place(world, request, depth);
        world.run("run");
        assertEquals(depth, word(world, DEPTH));
        List<Byte> out = new ArrayList<>();
        for (byte one : Arrays.copyOfRange(world.memory().array(), OUT, OUT + 200)) {
            out.add(one);
        }
        var answer = new Answer(word(world, RESULT), word(world, NEXT_RESULT), out);
        world.drop();
        world.rollBack();
        return answer;
    }

    private static void place(FuzzWorld world, Request request, int depth) {
        put(world, TEXT, request.text);
        words(world).putInt(DEPTH, 0).putInt(DEPTH_MAX, depth);
    }

    private static void put(FuzzWorld world, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, world.memory().array(), at, bytes.length);
    }

    private static int word(FuzzWorld world, int at) {
        return words(world).getInt(at);
    }

    private static ByteBuffer words(FuzzWorld world) {
        return ByteBuffer.wrap(world.memory().array()).order(ByteOrder.LITTLE_ENDIAN);
    }
}
