package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds the bytes of a module for a test, valid or not. Code is given as bytes. */
public final class ModuleBuilder {
    private final List<BinaryWriter> types = new ArrayList<>();
    private final List<BinaryWriter> imports = new ArrayList<>();
    private final List<BinaryWriter> functions = new ArrayList<>();
    private final List<BinaryWriter> tables = new ArrayList<>();
    private final List<BinaryWriter> memories = new ArrayList<>();
    private final List<BinaryWriter> globals = new ArrayList<>();
    private final List<BinaryWriter> exports = new ArrayList<>();
    private final List<BinaryWriter> starts = new ArrayList<>();
    private final List<BinaryWriter> elements = new ArrayList<>();
    private final List<BinaryWriter> bodies = new ArrayList<>();
    private final List<BinaryWriter> data = new ArrayList<>();

    /** A function type: {@code "il:d"} takes an i32 and an i64 and leaves an f64. */
    public ModuleBuilder type(String signature) {
        String[] sides = signature.split(":", -1);
        var out = new BinaryWriter().u8(0x60);
        values(out, sides[0]);
        values(out, sides[1]);
        types.add(out);
        return this;
    }

    private static void values(BinaryWriter out, String letters) {
        out.u32(letters.length());
        letters.chars().forEach(letter -> out.u8(value(letter)));
    }

    private static int value(int letter) {
        return switch (letter) {
            case 'i' -> 0x7f;
            case 'l' -> 0x7e;
            case 'f' -> 0x7d;
            case 'd' -> 0x7c;
            case 'F' -> 0x70;
            default -> throw new IllegalArgumentException("no type " + (char) letter);
        };
    }

    public ModuleBuilder importFunction(String module, String name, int type) {
        imports.add(new BinaryWriter().name(module).name(name).u8(0).u32(type));
        return this;
    }

    /** A function without locals of its own; {@code code} ends with 0x0b. */
    public ModuleBuilder function(int type, int... code) {
        return function(type, "", code);
    }

    public ModuleBuilder function(int type, String locals, int... code) {
        functions.add(new BinaryWriter().u32(type));
        var body = new BinaryWriter().u32(locals.length());
        locals.chars().forEach(letter -> body.u32(1).u8(value(letter)));
        bodies.add(new BinaryWriter().sized(bytes(body, code)));
        return this;
    }

    public ModuleBuilder table(int minimum) {
        tables.add(new BinaryWriter().u8(0x70).u8(0).u32(minimum));
        return this;
    }

    public ModuleBuilder memory(int minimum) {
        memories.add(new BinaryWriter().u8(0).u32(minimum));
        return this;
    }

    public ModuleBuilder memory(int minimum, int maximum) {
        memories.add(new BinaryWriter().u8(1).u32(minimum).u32(maximum));
        return this;
    }

    /** A mutable global; {@code initial} is a constant expression with its end. */
    public ModuleBuilder global(char type, int... initial) {
        globals.add(bytes(new BinaryWriter().u8(value(type)).u8(1), initial));
        return this;
    }

    public ModuleBuilder export(String name, int function) {
        return export(name, 0, function);
    }

    public ModuleBuilder exportMemory(String name) {
        return export(name, 2, 0);
    }

    private ModuleBuilder export(String name, int kind, int index) {
        exports.add(new BinaryWriter().name(name).u8(kind).u32(index));
        return this;
    }

    public ModuleBuilder start(int function) {
        starts.add(new BinaryWriter().u32(function));
        return this;
    }

    /** Puts functions into the table, from its first element on. */
    public ModuleBuilder elements(int... indices) {
        var out = new BinaryWriter().u8(0).u8(0x41).u8(0).u8(0x0b).u32(indices.length);
        for (int index : indices) {
            out.u32(index);
        }
        elements.add(out);
        return this;
    }

    /** A segment of functions that {@code table.init} puts into a table. */
    public ModuleBuilder passiveElements(int... indices) {
        var out = new BinaryWriter().u8(1).u8(0).u32(indices.length);
        for (int index : indices) {
            out.u32(index);
        }
        elements.add(out);
        return this;
    }

    public ModuleBuilder data(int offset, int... content) {
        var out = new BinaryWriter().u8(0).u8(0x41).s32(offset).u8(0x0b).u32(content.length);
        data.add(bytes(out, content));
        return this;
    }

    public byte[] build() {
        var out = header();
        section(out, 1, types);
        section(out, 2, imports);
        section(out, 3, functions);
        section(out, 4, tables);
        section(out, 5, memories);
        section(out, 6, globals);
        section(out, 7, exports);
        starts.forEach(start -> out.u8(8).sized(start));
        section(out, 9, elements);
        section(out, 10, bodies);
        section(out, 11, data);
        return out.toByteArray();
    }

    private static void section(BinaryWriter out, int id, List<BinaryWriter> items) {
        if (!items.isEmpty()) {
            var content = new BinaryWriter().u32(items.size());
            items.forEach(content::append);
            out.u8(id).sized(content);
        }
    }

    /** A module of one section, with this content. */
    public static byte[] only(int section, int... content) {
        return header().u8(section).sized(bytes(new BinaryWriter(), content)).toByteArray();
    }

    private static BinaryWriter header() {
        return bytes(new BinaryWriter(), 0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    }

    private static BinaryWriter bytes(BinaryWriter out, int... content) {
        for (int value : content) {
            out.u8(value);
        }
        return out;
    }

    /** Code in pieces: numbers as bytes, arrays of bytes as they are. */
    public static int[] code(Consumer<Code> writing) {
        var code = new Code();
        writing.accept(code);
        byte[] bytes = code.out.toByteArray();
        int[] values = new int[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            values[index] = bytes[index] & 0xff;
        }
        return values;
    }

    /** Writes code with numbers of any size in it. */
    public static final class Code {
        private final BinaryWriter out = new BinaryWriter();

        public Code op(int... bytes) {
            ModuleBuilder.bytes(out, bytes);
            return this;
        }

        public Code i32(int value) {
            out.u8(Opcodes.I32_CONST).s32(value);
            return this;
        }

        public Code i64(long value) {
            out.u8(Opcodes.I64_CONST).s64(value);
            return this;
        }

        public Code f32(int bits) {
            out.u8(Opcodes.F32_CONST).fixed32(bits);
            return this;
        }

        public Code f64(long bits) {
            out.u8(Opcodes.F64_CONST).fixed64(bits);
            return this;
        }
    }
}
