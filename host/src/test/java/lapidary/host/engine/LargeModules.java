package lapidary.host.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Valid modules that are as large as a module may be, each in another way. All of them are facets
 * as far as the contract asks: they export a memory and a {@code fetch} that does nothing.
 */
public final class LargeModules {
    private static final int FUNCTION_BYTES_MAX = 7_600_000;
    private static final int MODULE_BYTES = 60 << 20;
    private static final int OUTLINED_BYTES = 250_000;
    private static final int OUTLINED_LOCALS = 990;
    private static final int OUTLINED_MAX = 39;
    private static final int I32 = 0x7f;
    private static final int I64 = 0x7e;
    private static final int END = 0x0b;

    private LargeModules() {}

    /** By what is large about them. */
    public static Map<String, Supplier<byte[]>> all() {
        var all = new LinkedHashMap<String, Supplier<byte[]>>();
        all.put("one function of 48 KB", () -> oneFunction(48_000));
        all.put("one function of 500 KB", () -> oneFunction(500_000));
        all.put("one function of 7.6 MB", () -> oneFunction(FUNCTION_BYTES_MAX));
        all.put("8 functions of 7.6 MB", () -> functions(8, FUNCTION_BYTES_MAX));
        all.put("1 MB of code in functions of 1 KB", () -> functions(1_000, 1_000));
        all.put("10 MB of code in functions of 1 KB", () -> functions(10_000, 1_000));
        all.put("60 MB of code in functions of 1 KB", () -> functions(60_000, 1_000));
        all.put("60 MB of code in functions of 10 KB", () -> functions(6_000, 10_000));
        all.put("60 MB of code in functions of 40 KB", () -> functions(1_500, 40_000));
        all.put("100 000 empty functions", () -> functions(99_000, 2));
        all.put("100 functions of 49 000 locals", () -> locals(100, 49_000));
        all.put("5 000 functions of 1 000 locals", () -> locals(5_000, 990));
        all.put("1 function, blocks nested 9 900 deep", () -> nested(1, 9_900));
        all.put("100 functions, blocks nested 9 900 deep", () -> nested(100, 9_900));
        all.put("a table of 65 000 branches", () -> branchTable(1, 65_000));
        all.put("7 MB of tables of branches", () -> branchTable(110, 65_000));
        all.put("60 MB of tables of branches", () -> branchTables(8, 110, 65_000));
        all.put("100 000 types", () -> types(99_000, 10));
        all.put("20 MB of types", () -> types(99_000, 100));
        all.put("10 000 exports, 55 MB of names", () -> exports(9_900, 5_500));
        all.put("100 000 names of functions", () -> functionNames(99_000, 500));
        all.put("60 MB in one data segment", LargeModules::data);
        all.put("100 000 data segments", () -> dataSegments(99_000));
        all.put("10 000 000 elements, passive", () -> elements(10_000_000));
        all.put("100 000 element segments", () -> elementSegments(99_000));
        all.put("100 000 globals", () -> globals(99_000));
        all.put("100 tables of 100 000 elements", () -> tables(99, 100_000));
        all.put("5 MB of calls", () -> calls(500, 10_000));
        all.put("5 MB of indirect calls", () -> indirectCalls(500, 10_000));
        all.put("3 functions to be outlined, of 250 KB", () -> outlined(3, 0));
        all.put("10 MB of functions to be outlined, of 250 KB", () -> outlined(OUTLINED_MAX, 0));
        return all;
    }

    /** A module in the making: the sections that a shape needs, the others as a facet has them. */
    private static final class Parts {
        private final Map<Integer, byte[]> sections = new LinkedHashMap<>();

        Parts section(int id, Consumer<Bytes> content) {
            var bytes = new Bytes();
            content.accept(bytes);
            sections.put(id, bytes.toByteArray());
            return this;
        }

        byte[] build() {
            var out = new Bytes();
            out.raw(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
            for (int id : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11, 0}) {
                byte[] section = sections.get(id);
                if (section != null) {
                    out.raw(id).u32(section.length).writeBytes(section);
                }
            }
            return out.toByteArray();
        }
    }

    private static final class Bytes extends ByteArrayOutputStream {
        Bytes raw(int... bytes) {
            for (int value : bytes) {
                write(value);
            }
            return this;
        }

        Bytes u32(int value) {
            int rest = value;
            while (rest >>> 7 != 0) {
                write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            write(rest);
            return this;
        }

        Bytes sized(byte[] bytes) {
            u32(bytes.length).writeBytes(bytes);
            return this;
        }

        Bytes name(String name) {
            return sized(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Function 0 is fetch; those of {@code bodies} follow, all of type 0, nothing to nothing. */
    private static Parts facet(int count, Supplier<byte[]> body) {
        return new Parts()
                .section(1, to -> to.u32(1).raw(0x60, 0, 0))
                .section(
                        3,
                        to -> {
                            to.u32(count + 1);
                            for (int index = 0; index <= count; index++) {
                                to.u32(0);
                            }
                        })
                .section(5, to -> to.raw(1, 0, 1))
                .section(
                        7,
                        to -> {
                            to.u32(2);
                            facetExports(to);
                        })
                .section(
                        10,
                        to -> {
                            to.u32(count + 1).sized(new byte[] {0, END});
                            byte[] one = body.get();
                            for (int index = 0; index < count; index++) {
                                to.sized(one);
                            }
                        });
    }

    private static void facetExports(Bytes to) {
        to.name("memory").raw(2, 0).name("fetch").raw(0, 0);
    }

    /** {@code local 0 += 1}, again and again. */
    private static byte[] arithmetic(int size) {
        var body = new Bytes().raw(1, 1, I32);
        while (body.size() + 8 <= size) {
            body.raw(0x20, 0, 0x41, 1, 0x6a, 0x21, 0);
        }
        return body.raw(END).toByteArray();
    }

    static byte[] oneFunction(int size) {
        return functions(1, size);
    }

    public static byte[] functions(int count, int size) {
        return facet(count, () -> size <= 2 ? new byte[] {0, END} : arithmetic(size)).build();
    }

    static byte[] locals(int functions, int locals) {
        return facet(
                        functions,
                        () ->
                                new Bytes()
                                        .u32(1)
                                        .u32(locals)
                                        .raw(I64, 0x42, 1, 0x21)
                                        .u32(locals - 1)
                                        .raw(END)
                                        .toByteArray())
                .build();
    }

    static byte[] nested(int functions, int depth) {
        return facet(
                        functions,
                        () -> {
                            var body = new Bytes().raw(0);
                            for (int block = 0; block < depth; block++) {
                                body.raw(block % 2 == 0 ? 0x02 : 0x03, 0x40);
                            }
                            for (int block = 0; block <= depth; block++) {
                                body.raw(END);
                            }
                            return body.toByteArray();
                        })
                .build();
    }

    static byte[] branchTable(int tables, int targets) {
        return branchTables(1, tables, targets);
    }

    private static byte[] branchTables(int functions, int tables, int targets) {
        return facet(
                        functions,
                        () -> {
                            var body = new Bytes().raw(0);
                            for (int table = 0; table < tables; table++) {
                                body.raw(0x02, 0x40, 0x02, 0x40, 0x41, 1, 0x0e).u32(targets);
                                for (int target = 0; target <= targets; target++) {
                                    body.raw(target % 2);
                                }
                                body.raw(END, END);
                            }
                            return body.raw(END).toByteArray();
                        })
                .build();
    }

    static byte[] types(int count, int parameters) {
        return facet(0, () -> new byte[0])
                .section(
                        1,
                        to -> {
                            to.u32(count + 1).raw(0x60, 0, 0);
                            for (int type = 0; type < count; type++) {
                                to.raw(0x60).u32(parameters);
                                for (int bit = 0; bit < parameters; bit++) {
                                    to.raw((type >> bit % 17 & 1) == 0 ? I32 : I64);
                                }
                                to.u32(parameters);
                                for (int bit = 0; bit < parameters; bit++) {
                                    to.raw((type >> bit % 17 & 1) == 0 ? I32 : I64);
                                }
                            }
                        })
                .build();
    }

    static byte[] exports(int count, int nameBytes) {
        return facet(0, () -> new byte[0])
                .section(
                        7,
                        to -> {
                            to.u32(count + 2);
                            facetExports(to);
                            String filling = "x".repeat(nameBytes - 10);
                            for (int index = 0; index < count; index++) {
                                to.name(index + filling).raw(0, 0);
                            }
                        })
                .build();
    }

    static byte[] functionNames(int count, int nameBytes) {
        return facet(count, () -> new byte[] {0, END})
                .section(
                        0,
                        to -> {
                            var names = new Bytes().u32(count);
                            String filling = "x".repeat(nameBytes);
                            for (int index = 0; index < count; index++) {
                                names.u32(index).name(index + filling);
                            }
                            to.name("name").raw(1).sized(names.toByteArray());
                        })
                .build();
    }

    public static byte[] data() {
        return facet(0, () -> new byte[0])
                .section(5, to -> to.raw(1, 0).u32(1_000))
                .section(
                        11,
                        to -> {
                            byte[] data = new byte[MODULE_BYTES];
                            Arrays.fill(data, (byte) 7);
                            to.u32(1).raw(0, 0x41, 0, END).sized(data);
                        })
                .build();
    }

    static byte[] dataSegments(int count) {
        return facet(0, () -> new byte[0])
                .section(
                        11,
                        to -> {
                            to.u32(count);
                            for (int segment = 0; segment < count; segment++) {
                                to.raw(0, 0x41, 0, END, 1, 7);
                            }
                        })
                .build();
    }

    static byte[] elements(int count) {
        return facet(300, () -> new byte[] {0, END})
                .section(
                        9,
                        to -> {
                            to.u32(1).raw(1, 0).u32(count);
                            for (int element = 0; element < count; element++) {
                                to.u32(element % 300);
                            }
                        })
                .build();
    }

    static byte[] elementSegments(int count) {
        return facet(0, () -> new byte[0])
                .section(4, to -> to.u32(1).raw(0x70, 0).u32(10))
                .section(
                        9,
                        to -> {
                            to.u32(count);
                            for (int segment = 0; segment < count; segment++) {
                                to.raw(0, 0x41, 0, END, 1, 0);
                            }
                        })
                .build();
    }

    static byte[] globals(int count) {
        return facet(0, () -> new byte[0])
                .section(
                        6,
                        to -> {
                            to.u32(count);
                            for (int global = 0; global < count; global++) {
                                to.raw(I64, 1, 0x42, 0, END);
                            }
                        })
                .build();
    }

    static byte[] tables(int count, int elements) {
        return facet(0, () -> new byte[0])
                .section(
                        4,
                        to -> {
                            to.u32(count);
                            for (int table = 0; table < count; table++) {
                                to.raw(0x70, 0).u32(elements);
                            }
                        })
                .build();
    }

    static byte[] calls(int functions, int size) {
        return facet(functions, () -> repeated(size, 0x10, 0)).build();
    }

    static byte[] indirectCalls(int functions, int size) {
        return facet(functions, () -> repeated(size, 0x41, 0, 0x11, 0, 0))
                .section(4, to -> to.u32(1).raw(0x70, 0).u32(10))
                .build();
    }

    /**
     * Functions that take the most to be outlined: all locals are read behind, and of each block
     * others are read than of that before.
     *
     * @param number that no other such module has
     */
    public static byte[] outlined(int functions, int number) {
        return facet(functions, () -> copiesInBlocks(number)).build();
    }

    private static byte[] copiesInBlocks(int number) {
        var body = new Bytes().u32(1).u32(OUTLINED_LOCALS).raw(I32, 0x03, 0x40);
        body.raw(0x41, number % 64, 0x21, number / 64);
        for (int block = 0; body.size() < OUTLINED_BYTES; block++) {
            body.raw(0x02, 0x40, 0x20, block % 120, 0x21, (block + 1) % 120, END);
        }
        for (int local = 0; local < OUTLINED_LOCALS; local++) {
            body.raw(0x20).u32(local).raw(0x1a);
        }
        return body.raw(0x20, 0, 0x0d, 0, END, END).toByteArray();
    }

    private static byte[] repeated(int size, int... instructions) {
        var body = new Bytes().raw(0);
        while (body.size() + instructions.length < size) {
            body.raw(instructions);
        }
        return body.raw(END).toByteArray();
    }
}
