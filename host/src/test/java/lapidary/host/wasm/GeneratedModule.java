package lapidary.host.wasm;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lapidary.host.wasm.GeneratedShape.Global;

/**
 * A valid module made of chance: every instruction that we accept, in every kind of block, with
 * operands that are mostly sensible. The same seed gives the same bytes. Its export {@code run}
 * leaves in the memory what it found in globals and tables, so that whoever compares memories
 * compares them, too.
 */
public final class GeneratedModule {
    /** Where {@code run} leaves what it found, in the first page. */
    static final int FINDINGS = 60_000;

    private static final int PAGES_MAX = 4;
    private static final int ELEMENTS_MAX = 24;

    private final Random random;
    private final GeneratedShape shape;
    private final boolean hasExactNans;
    private final boolean startsItself;

    private GeneratedModule(long seed) {
        random = new Random(seed * 0x9e3779b97f4a7c15L);
        hasExactNans = hasExactNans(seed);
        shape = GeneratedShape.make(random);
        startsItself = random.nextInt(4) == 0;
    }

    public static byte[] bytes(long seed) {
        return new GeneratedModule(seed).write();
    }

    /**
     * Whether it makes its NaNs canonical itself, so that it means the same in every engine without
     * being rewritten.
     */
    public static boolean hasExactNans(long seed) {
        return seed % 2 == 0;
    }

    private byte[] write() {
        var out = new BinaryWriter().fixed32(0x6d736100).fixed32(1);
        section(out, SectionId.TYPE, types());
        section(out, SectionId.IMPORT, imports());
        section(out, SectionId.FUNCTION, functions());
        section(out, SectionId.TABLE, tables());
        if (shape.hasMemory()) {
            section(out, SectionId.MEMORY, memory());
        }
        section(out, SectionId.GLOBAL, globals());
        section(out, SectionId.EXPORT, exports());
        if (startsItself) {
            section(out, SectionId.START, new BinaryWriter().u32(shape.start()));
        }
        section(out, SectionId.ELEMENT, elements());
        if (shape.hasMemory()) {
            section(out, SectionId.DATA_COUNT, new BinaryWriter().u32(shape.dataCount()));
        }
        section(out, SectionId.CODE, code());
        if (shape.hasMemory()) {
            section(out, SectionId.DATA, data());
        }
        return out.toByteArray();
    }

    private static void section(BinaryWriter out, int id, BinaryWriter content) {
        out.u8(id).sized(content);
    }

    private BinaryWriter types() {
        var out = new BinaryWriter().u32(shape.types().size());
        for (var type : shape.types()) {
            out.u8(0x60);
            letters(out, type.parameters());
            letters(out, type.results());
        }
        return out;
    }

    private static void letters(BinaryWriter out, String letters) {
        out.u32(letters.length());
        letters.chars().forEach(letter -> out.u8(code(letter)));
    }

    static int code(int letter) {
        return switch (letter) {
            case 'i' -> 0x7f;
            case 'l' -> 0x7e;
            case 'f' -> 0x7d;
            case 'd' -> 0x7c;
            case 'F' -> 0x70;
            case 'E' -> 0x6f;
            default -> throw new IllegalArgumentException("no type " + (char) letter);
        };
    }

    private BinaryWriter imports() {
        var out = new BinaryWriter().u32(shape.importCount());
        for (int index = 0; index < shape.importCount(); index++) {
            out.name("host").name(GeneratedShape.IMPORTS.get(index)).u8(0).u32(index);
        }
        return out;
    }

    private BinaryWriter functions() {
        List<Integer> defined =
                shape.functions().subList(shape.importCount(), shape.functions().size());
        var out = new BinaryWriter().u32(defined.size());
        defined.forEach(out::u32);
        return out;
    }

    private BinaryWriter tables() {
        var out = new BinaryWriter().u32(shape.tables().length());
        for (int index = 0; index < shape.tables().length(); index++) {
            int minimum = index == 0 ? shape.tableFunctions().size() : random.nextInt(10);
            out.u8(code(shape.tables().charAt(index)));
            out.u8(1).u32(minimum).u32(minimum + random.nextInt(ELEMENTS_MAX));
        }
        return out;
    }

    private BinaryWriter memory() {
        int minimum = 1 + random.nextInt(2);
        return new BinaryWriter()
                .u32(1)
                .u8(1)
                .u32(minimum)
                .u32(minimum + random.nextInt(PAGES_MAX));
    }

    private BinaryWriter globals() {
        var out = new BinaryWriter().u32(shape.globals().size());
        for (Global global : shape.globals()) {
            out.u8(code(global.type())).u8(global.isMutable() ? 1 : 0);
            if (global.type() == 'F' && random.nextBoolean()) {
                out.u8(Opcodes.REF_FUNC).u32(random.nextInt(shape.functions().size()));
            } else {
                new GeneratedConstants(random).write(out, global.type());
            }
            out.u8(Opcodes.END);
        }
        return out;
    }

    private BinaryWriter exports() {
        var out = new BinaryWriter().u32(shape.hasMemory() ? 3 : 2);
        out.name("run").u8(0).u32(shape.run());
        out.name("start").u8(0).u32(shape.start());
        if (shape.hasMemory()) {
            out.name("memory").u8(2).u32(0);
        }
        return out;
    }

    /** The first table's; two passive ones of functions; one of nulls; one that only declares. */
    private BinaryWriter elements() {
        var out = new BinaryWriter().u32(5);
        out.u32(4).u8(Opcodes.I32_CONST).s32(random.nextInt(40) == 0 ? 5 : 0).u8(Opcodes.END);
        references(out, shape.tableFunctions());
        out.u32(1).u8(0).u32(4);
        IntStream.range(0, 4).forEach(_ -> out.u32(random.nextInt(shape.functions().size())));
        out.u32(5).u8(code('F'));
        references(out, shape.tableFunctions().reversed());
        out.u32(5).u8(code('E')).u32(3);
        IntStream.range(0, 3).forEach(_ -> out.u8(Opcodes.REF_NULL).u8(code('E')).u8(Opcodes.END));
        out.u32(3).u8(0).u32(shape.functions().size());
        IntStream.range(0, shape.functions().size()).forEach(out::u32);
        return out;
    }

    private static void references(BinaryWriter out, List<Integer> functions) {
        out.u32(functions.size());
        for (int function : functions) {
            if (function < 0) {
                out.u8(Opcodes.REF_NULL).u8(code('F'));
            } else {
                out.u8(Opcodes.REF_FUNC).u32(function);
            }
            out.u8(Opcodes.END);
        }
    }

    private BinaryWriter code() {
        int count = shape.functions().size() - shape.importCount();
        var out = new BinaryWriter().u32(count);
        for (int defined = 0; defined < count; defined++) {
            int function = shape.importCount() + defined;
            out.sized(new GeneratedCode(random, shape, function, hasExactNans).function());
        }
        return out;
    }

    /** The first is active; the others are not. */
    private BinaryWriter data() {
        var out = new BinaryWriter().u32(shape.dataCount());
        for (int index = 0; index < shape.dataCount(); index++) {
            byte[] content = new byte[random.nextInt(64)];
            random.nextBytes(content);
            if (index == 0) {
                int offset = random.nextInt(40) == 0 ? 0x7fff_fff0 : random.nextInt(60_000);
                out.u32(0).u8(Opcodes.I32_CONST).s32(offset).u8(Opcodes.END);
            } else {
                out.u32(1);
            }
            out.u32(content.length).bytes(content, 0, content.length);
        }
        return out;
    }
}
