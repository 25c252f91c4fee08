package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;
import static lapidary.host.wasm.Refusals.invalid;
import static lapidary.host.wasm.Refusals.unsupported;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the types of values, functions, tables, memories and globals. */
final class TypeReader {
    private static final int FUNCTION_FORM = 0x60;
    private static final int HAS_MAXIMUM = 1;
    private static final int SHARED = 2;
    private static final int SIXTY_FOUR_BITS = 4;
    private static final int FLAGS = HAS_MAXIMUM | SHARED | SIXTY_FOUR_BITS;

    private TypeReader() {}

    static ValueType value(BinaryReader in) {
        int offset = in.position();
        return value(in.u8(), offset);
    }

    static ValueType value(int code, int offset) {
        return switch (code) {
            case 0x7f -> ValueType.I32;
            case 0x7e -> ValueType.I64;
            case 0x7d -> ValueType.F32;
            case 0x7c -> ValueType.F64;
            case 0x70 -> ValueType.FUNCREF;
            case 0x6f -> ValueType.EXTERNREF;
            case 0x7b -> throw unsupported(offset, "SIMD");
            case 0x69, 0x74 -> throw unsupported(offset, "exception handling");
            case 0x63, 0x64 -> throw unsupported(offset, "typed function references");
            case 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73 ->
                    throw unsupported(offset, "garbage collection");
            default -> throw invalid(offset, "malformed value type");
        };
    }

    static ValueType reference(BinaryReader in) {
        int offset = in.position();
        ValueType type = value(in);
        if (!type.isReference()) {
            throw invalid(offset, "malformed reference type");
        }
        return type;
    }

    static FunctionType function(BinaryReader in) {
        int offset = in.position();
        switch (in.u8()) {
            case FUNCTION_FORM -> {}
            case 0x4e, 0x4f, 0x50, 0x5e, 0x5f -> throw unsupported(offset, "garbage collection");
            default -> throw invalid(offset, "malformed function type");
        }
        return new FunctionType(
                values(in, "number of parameters", ImplementationLimits.PARAMETERS_MAX),
                values(in, "number of results", ImplementationLimits.RESULTS_MAX));
    }

    private static List<ValueType> values(BinaryReader in, String what, int limit) {
        int count = in.countOfItems(what, limit);
        List<ValueType> types = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            types.add(value(in));
        }
        return types;
    }

    static TableType table(BinaryReader in) {
        int offset = in.position();
        if (in.peek() == 0x40) {
            throw unsupported(offset, "typed function references");
        }
        ValueType element = reference(in);
        return new TableType(element, limits(in, "shared tables", "64-bit tables"));
    }

    static Limits memory(BinaryReader in) {
        int offset = in.position();
        Limits limits = limits(in, "threads", "memory64");
        long larger = limits.maximum().orElse(limits.minimum());
        if (Math.max(larger, limits.minimum()) > ImplementationLimits.MEMORY_PAGES_MAX) {
            throw invalid(offset, "memory size must be at most 65536 pages (4GiB)");
        }
        return limits;
    }

    private static Limits limits(BinaryReader in, String sharedFeature, String wideFeature) {
        int offset = in.position();
        int flags = in.u8();
        if ((flags & ~FLAGS) != 0) {
            throw invalid(offset, "malformed limits flags");
        }
        if ((flags & SHARED) != 0) {
            throw unsupported(offset, sharedFeature);
        }
        if ((flags & SIXTY_FOUR_BITS) != 0) {
            throw unsupported(offset, wideFeature);
        }
        long minimum = Integer.toUnsignedLong(in.u32());
        if ((flags & HAS_MAXIMUM) == 0) {
            return new Limits(minimum, OptionalLong.empty());
        }
        long maximum = Integer.toUnsignedLong(in.u32());
        if (minimum > maximum) {
            throw invalid(offset, "size minimum must not be greater than maximum");
        }
        return new Limits(minimum, OptionalLong.of(maximum));
    }

    static GlobalType global(BinaryReader in) {
        ValueType type = value(in);
        int offset = in.position();
        int mutable = in.u8();
        if (mutable > 1) {
            throw invalid(offset, "malformed mutability");
        }
        return new GlobalType(type, mutable == 1);
    }

    static void atMost(long offset, String what, long value, long limit) {
        if (value > limit) {
            throw beyond(offset, what, value, limit);
        }
    }
}
