package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.AbiType;
import lapidary.abi.ListWriter;
import lapidary.abi.ValuesWriter;

/**
 * Makes up arguments and the bytes that they point to: numbers at every edge, and lists, values,
 * texts of SQL, keys and iovecs that are right, nearly right, or anything. Confined to a thread.
 */
final class CallGenerator {
    private static final int STRUCTURE_AT_MAX = 100_000;
    private static final int CURSORS = 6;

    /** Where a facet's name lies, and a head, beyond all structures: for what takes both. */
    private static final int NAME_AT = 130_000;

    private static final int HEAD_AT = 130_100;

    private static final List<String> SQL =
            List.of(
                    "CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b, c TEXT)",
                    "CREATE TABLE IF NOT EXISTS t(a, b); INSERT INTO t(b) VALUES(?)",
                    "INSERT INTO t(b) VALUES(?)",
                    "INSERT INTO t(b, c) VALUES(?, ?) RETURNING *",
                    "INSERT INTO t(b) VALUES(randomblob(1000)) RETURNING b, b, hex(b)",
                    "SELECT * FROM t",
                    "SELECT * FROM t WHERE a = ?",
                    "SELECT count(*), sum(length(b)) FROM t",
                    "SELECT ?, ?, ?",
                    "SELECT 1; SELECT 2; SELECT 3",
                    "UPDATE t SET b = b || 'x' RETURNING a",
                    "DELETE FROM t",
                    "DELETE FROM t WHERE a % 2",
                    "DROP TABLE t",
                    "ALTER TABLE t ADD COLUMN d",
                    "CREATE INDEX IF NOT EXISTS i ON t(b)",
                    "SELECT group_concat(c) FROM t",
                    "SELECT json_group_array(b) FROM t",
                    "SELECT json_extract(?, '$.a')",
                    "SELECT json_extract('{}', ?)",
                    "SELECT value FROM json_each(?)",
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)"
                            + " SELECT i, hex(i) FROM n",
                    "SELECT zeroblob(200000), 1",
                    "SELECT printf('%1000d', 1)",
                    "SELECT replace(?, 'a', 'bbbb')",
                    "SELECT a || ? AS \"long name\" FROM t",
                    "SELECT random(), randomblob(9), datetime('now')",
                    "SELECT * FROM _lap_kv",
                    "SELECT name, sql FROM sqlite_schema",
                    "PRAGMA table_info(t)",
                    "PRAGMA page_count",
                    "ATTACH 'x' AS y",
                    "EXPLAIN SELECT * FROM t",
                    "SELECT raise",
                    "SELECT 1 FROM nothing",
                    "SELECT 'unfinished",
                    "CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(x)",
                    "INSERT INTO f VALUES(?)",
                    "SELECT highlight(f, 0, '<', '>') FROM f WHERE f MATCH ?",
                    "SELECT * FROM t, t AS u, t AS v LIMIT 50",
                    "",
                    ";",
                    "-- nothing");

    private static final List<String> KEYS =
            List.of("GREETING", "k", "é", "", "a", "b", "a/b", "ÿ", "key".repeat(600));

    private static final List<String> OPTIONS =
            List.of("{\"module\": \"a\"}", "{}", "{\"module\": 7, \"x\": []}", "[[[[");

    private final Random random;
    private int structureAt;
    private int structureSize;
    private int headSize;

    CallGenerator(Random random) {
        this.random = random;
    }

    /** Puts something into memory that the next calls' arguments may name. */
    void fillMemory(byte[] array, int size) {
        array[NAME_AT] = 'k';
        byte[] asked = head();
        headSize = asked.length;
        System.arraycopy(asked, 0, array, HEAD_AT, headSize);
        byte[] structure = mutated(structure(size));
        structureAt = random.nextInt(Math.min(size, STRUCTURE_AT_MAX));
        structureSize = Math.min(structure.length, size - structureAt);
        System.arraycopy(structure, 0, array, structureAt, structureSize);
    }

    private byte[] structure(int memorySize) {
        return switch (random.nextInt(11)) {
            case 0, 1 -> one(SQL).getBytes(UTF_8);
            case 2 -> one(KEYS).getBytes(UTF_8);
            case 3 -> values();
            case 4 -> headers();
            case 5 -> iovecs(memorySize);
            case 6 -> assemblyScriptText();
            case 7 -> filled(random.nextInt(5_000));
            case 8 -> head();
            case 9 -> one(OPTIONS).getBytes(UTF_8);
            default -> noise(random.nextInt(2_000));
        };
    }

    private byte[] values() {
        var out = new ValuesWriter();
        for (int count = random.nextInt(5); count > 0; count--) {
            switch (random.nextInt(5)) {
                case 0 -> out.addNull();
                case 1 -> out.addInteger(random.nextLong());
                case 2 -> out.addReal(random.nextDouble());
                case 3 -> out.addText("té".repeat(random.nextInt(300)));
                default -> out.addBlob(noise(random.nextInt(3_000)));
            }
        }
        return out.toByteArray();
    }

    private byte[] headers() {
        var out = new ListWriter();
        int count = random.nextInt(10) == 0 ? random.nextInt(140) : random.nextInt(4);
        for (; count > 0; count--) {
            out.add("x-" + count).add("v".repeat(random.nextInt(100)));
        }
        return out.toByteArray();
    }

    /** Of a request of others. */
    private byte[] head() {
        var out = new ListWriter();
        out.add(random.nextInt(5) == 0 ? "G T" : "GET");
        out.add(random.nextInt(5) == 0 ? "/no" : "http://below.test/x?y");
        byte[] start = out.toByteArray();
        byte[] fields = headers();
        byte[] head = Arrays.copyOf(start, start.length + fields.length);
        System.arraycopy(fields, 0, head, start.length, fields.length);
        return head;
    }

    private byte[] iovecs(int memorySize) {
        var out = new byte[8 * (1 + random.nextInt(40))];
        for (int at = 0; at < out.length; at += 8) {
            put(out, at, random.nextInt(memorySize));
            put(out, at + 4, random.nextInt(10) == 0 ? edge(memorySize) : random.nextInt(500));
        }
        return out;
    }

    private byte[] assemblyScriptText() {
        byte[] text = "héllo\n".repeat(random.nextInt(600)).getBytes(UTF_8);
        var out = new byte[text.length + 4];
        put(out, 0, random.nextInt(20) == 0 ? random.nextInt() : text.length);
        System.arraycopy(text, 0, out, 4, text.length);
        return out;
    }

    private byte[] filled(int size) {
        var out = new byte[size];
        Arrays.fill(out, random.nextBoolean() ? (byte) '\n' : (byte) random.nextInt());
        return out;
    }

    private byte[] noise(int size) {
        var out = new byte[size];
        random.nextBytes(out);
        return out;
    }

    private byte[] mutated(byte[] structure) {
        if (structure.length > 0 && random.nextInt(4) == 0) {
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                structure[random.nextInt(structure.length)] = (byte) random.nextInt();
            }
        }
        return structure;
    }

    /** One argument for each parameter, an i32 sign-extended, as the engine gives them. */
    long[] arguments(AbiFunction function, int memorySize) {
        var arguments = new long[function.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = function.parameters().get(i) == AbiType.I32 ? i32(memorySize) : wide();
        }
        if (random.nextInt(10) > 0) {
            function.slices()
                    .forEach(slice -> {
                        nameSlice(arguments, slice.pointerIndex(), slice.countIndex(), memorySize);
                    });
        }
        if (function.module().equals(AbiImports.SUPERVISOR_FACETS)
                && !function.name().equals("list")
                && random.nextBoolean()) {
            arguments[0] = NAME_AT;
            arguments[1] = 1;
            if (function.name().equals("fetch")) {
                arguments[2] = HEAD_AT;
                arguments[3] = headSize;
            }
        }
        return arguments;
    }

    /** The structure that was made last, another place with room, or one at an edge. */
    private void nameSlice(long[] arguments, int pointer, int count, int memorySize) {
        boolean isStructure = random.nextInt(3) > 0;
        int size = isStructure ? structureSize : random.nextInt(3_000);
        arguments[pointer] =
                isStructure ? structureAt : random.nextInt(Math.max(1, memorySize - size));
        if (count >= 0 && random.nextInt(12) > 0) {
            arguments[count] = size;
        }
    }

    private int i32(int memorySize) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(CURSORS);
            case 1 -> structureAt + random.nextInt(6);
            case 2 -> random.nextInt(1_000);
            default -> edge(memorySize);
        };
    }

    private int edge(int memorySize) {
        int around = random.nextInt(3) - 1;
        return switch (random.nextInt(5)) {
            case 0 -> around;
            case 1 -> memorySize + around;
            case 2 -> (1 << random.nextInt(32)) + around;
            case 3 -> memorySize - structureAt + around;
            default -> random.nextInt();
        };
    }

    private long wide() {
        return random.nextBoolean() ? random.nextLong() : (1L << random.nextInt(64)) - 1;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static void put(byte[] out, int at, int value) {
        for (int i = 0; i < 4; i++) {
            out[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
