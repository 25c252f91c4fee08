package lapidary.bench.fuel;

import static lapidary.bench.fuel.LoopModule.COUNTER;
import static lapidary.bench.fuel.LoopModule.D;
import static lapidary.bench.fuel.LoopModule.F;
import static lapidary.bench.fuel.LoopModule.L;
import static lapidary.bench.fuel.LoopModule.P;
import static lapidary.bench.fuel.LoopModule.X;

import java.util.ArrayList;
import java.util.List;

/** A loop for each class of instructions, and some thought up to cost more than they pay. */
final class InstructionKernels {
    private static final int UNROLLED = 16;
    private static final int LOOPS = 100_000;
    private static final int BIG_MEMORY_PAGES = 2_048;
    private static final int BIG_MEMORY_MASK = (BIG_MEMORY_PAGES << 16) - 8;

    private final List<Kernel> kernels = new ArrayList<>();

    static List<Kernel> all() {
        var made = new InstructionKernels();
        made.moves();
        made.integers();
        made.floats();
        made.control();
        made.calls();
        made.memory();
        made.bulk();
        made.tables();
        made.sizes();
        return made.kernels;
    }

    private static Code code() {
        return new Code();
    }

    private void ordinary(String name, Code setup, Code part) {
        kernels.add(
                Kernel.ordinary(name, new LoopModule(LOOPS, setup, code().times(UNROLLED, part))));
    }

    private void adversarial(String name, Code setup, Code part) {
        kernels.add(
                Kernel.adversarial(
                        name, new LoopModule(LOOPS, setup, code().times(UNROLLED, part))));
    }

    private void few(String name, int loops, int pages, Code setup, Code body) {
        kernels.add(Kernel.adversarial(name, new LoopModule(loops, setup, body).memory(pages)));
    }

    private void moves() {
        ordinary("local.get local.set", code(), code().get(X).set(P).get(COUNTER).set(X));
        ordinary("const drop", code(), code().i32(7).op(0x1a).i64(7).op(0x1a));
        ordinary("global.get global.set", code(), code().op(0x23, 0).i32(1).op(0x6a, 0x24, 0));
        ordinary("select", code(), code().get(X).get(P).get(COUNTER).op(0x1b).set(X));
        ordinary("memory.size", code(), code().op(0x3f, 0).get(X).op(0x6a).set(X));
    }

    private void integers() {
        i32("i32.add", 0x6a);
        i32("i32.xor", 0x73);
        i32("i32.mul", 0x6c);
        i32("i32.rotl", 0x77);
        i32("i32.lt_u", 0x49);
        i32("i32.div_u", 0x6e);
        i32("i32.rem_s", 0x6f);
        i64("i64.add", 0x7c);
        i64("i64.mul", 0x7e);
        i64("i64.shr_u", 0x88);
        i64("i64.div_s", 0x7f);
        i64("i64.rem_u", 0x82);
        ordinary("i32.popcnt i32.clz", code(), code().get(X).op(0x69, 0x67).set(X));
        ordinary("i64.ctz i64.extend", code(), code().get(L).op(0x7a, 0xc4).set(L));
        ordinary(
                "i64 xorshift",
                code().i64(88_172_645_463_325_252L).set(L),
                code().get(L)
                        .get(L)
                        .i64(13)
                        .op(0x86, 0x85)
                        .op(0x22)
                        .u32(L)
                        .get(L)
                        .i64(7)
                        .op(0x88, 0x85)
                        .set(L));
    }

    private void i32(String name, int opcode) {
        ordinary(
                name,
                code().i32(1_234_567_891).set(X),
                code().get(X).get(COUNTER).op(opcode).set(X));
    }

    private void i64(String name, int opcode) {
        ordinary(
                name,
                code().i64(0x7ead_beef_dead_beefL).set(L),
                code().get(L).get(COUNTER).op(0xad, opcode).set(L));
    }

    private void floats() {
        var setup = code().f64(1.000_001).set(D).f32(1.01f).set(F);
        for (int[] pair : new int[][] {{0xa0, 0x92}, {0xa2, 0x94}, {0xa3, 0x95}, {0xa4, 0x96}}) {
            String name =
                    switch (pair[0]) {
                        case 0xa0 -> "add";
                        case 0xa2 -> "mul";
                        case 0xa3 -> "div";
                        default -> "min";
                    };
            ordinary("f64." + name, setup, code().get(D).f64(1.000_000_1).op(pair[0]).set(D));
            ordinary("f32." + name, setup, code().get(F).f32(1.000_1f).op(pair[1]).set(F));
        }
        ordinary("f64.sqrt", setup, code().get(D).op(0x9f).set(D));
        ordinary("f64.floor f64.nearest", setup, code().get(D).op(0x9c, 0x9e).set(D));
        ordinary("f64.lt", setup, code().get(D).f64(2).op(0x63).get(X).op(0x6a).set(X));
        ordinary("f64.convert_i32 i32.trunc_sat", setup, code().get(X).op(0xb7, 0xfc, 2).set(X));
        ordinary("i64.trunc_f64 f64.convert_i64", setup, code().get(D).op(0xb0, 0xb9).set(D));
        ordinary("f64.convert_i64_u", setup, code().get(L).op(0xba).set(D));
        ordinary("f32.demote f64.promote", setup, code().get(D).op(0xb6, 0xbb).set(D));
        ordinary("f64.reinterpret", setup, code().get(D).op(0xbd, 0xbf).set(D));
        var nan = code().f64(0).f64(0).op(0xa3).set(D);
        adversarial("f64.add of NaN", nan, code().get(D).f64(1).op(0xa0).set(D));
        var denormal = code().f64(1e-310).set(D);
        adversarial("f64.mul of denormals", denormal, code().get(D).f64(0.999).op(0xa2).set(D));
        adversarial("f64.div of denormals", denormal, code().get(D).f64(1.001).op(0xa3).set(D));
        adversarial("f64.sqrt of denormals", denormal, code().f64(1e-310).op(0x9f).set(D));
    }

    /** Leaves a new random bit pattern in L: 6 operations. */
    private static Code random() {
        return code().get(L)
                .i64(6_364_136_223_846_793_005L)
                .op(0x7e)
                .i64(1_442_695_040_888_963_407L)
                .op(0x7c)
                .set(L);
    }

    private static Code randomBits(int mask) {
        return code().get(L).i64(40).op(0x88, 0xa7).i32(mask).op(0x71);
    }

    private void control() {
        ordinary("block br", code(), code().op(0x02, 0x40, 0x0c, 0, 0x0b).get(X).set(P));
        ordinary("if, taken", code(), code().i32(1).op(0x04, 0x40).get(P).set(X).op(0x0b));
        ordinary("random numbers", code(), random());
        adversarial(
                "if, at random",
                code(),
                random().append(randomBits(1))
                        .op(0x04, 0x40)
                        .get(X)
                        .i32(3)
                        .op(0x6a)
                        .set(X)
                        .op(0x05)
                        .get(X)
                        .i32(5)
                        .op(0x6c)
                        .set(X)
                        .op(0x0b));
        ordinary("br_table, the same", code(), branchTable(code().i32(3), 16));
        adversarial(
                "br_table, at random", code(), random().append(branchTable(randomBits(15), 16)));
    }

    /** Jumps to one of so many places, each of which does something else. */
    private static Code branchTable(Code index, int targets) {
        var out = code();
        for (int i = 0; i <= targets; i++) {
            out.op(0x02, 0x40);
        }
        out.append(index).op(0x0e).u32(targets);
        for (int i = 0; i <= targets; i++) {
            out.u32(i);
        }
        for (int i = 0; i < targets; i++) {
            out.op(0x0b).get(X).i32(2 * i + 1).op(i % 2 == 0 ? 0x6a : 0x73).set(X);
            out.op(0x0c).u32(targets - i - 1);
        }
        return out.op(0x0b);
    }

    private void calls() {
        ordinary("call", code(), code().get(X).op(0x10).u32(LoopModule.target(1)).set(X));
        ordinary("call_indirect, the same", code(), code().get(X).i32(5).op(0x11, 1, 0).set(X));
        adversarial(
                "call_indirect, at random",
                code(),
                random().get(X).append(randomBits(31)).i32(1).op(0x6a, 0x11, 1, 0).set(X));
        few(
                "call, 10 000 deep",
                2_000,
                20,
                code(),
                code().i32(10_000).op(0x10).u32(LoopModule.target(0)).set(X));
    }

    private void memory() {
        ordinary("i32.load", code(), code().get(P).op(0x28, 2, 0).get(X).op(0x6a).set(X));
        ordinary("i32.load8_s", code(), code().get(P).op(0x2c, 0, 3).get(X).op(0x6a).set(X));
        ordinary("i64.load", code(), code().get(P).op(0x29, 3, 0).get(L).op(0x7c).set(L));
        ordinary("f64.load", code(), code().get(P).op(0x2b, 3, 0).set(D));
        ordinary("i32.store", code(), code().get(P).get(X).op(0x36, 2, 8));
        ordinary("i64.store", code(), code().get(P).get(L).op(0x37, 3, 8));
        ordinary("i32.store8", code(), code().get(P).get(X).op(0x3a, 0, 8));
        ordinary(
                "i32.load, in order, over 1 MiB",
                code(),
                code().get(P)
                        .op(0x28, 2, 0)
                        .get(X)
                        .op(0x6a)
                        .set(X)
                        .get(P)
                        .i32(4)
                        .op(0x6a)
                        .i32(0xffffc)
                        .op(0x71)
                        .set(P));
        few(
                "i64.load, at random, over 128 MiB",
                LOOPS,
                BIG_MEMORY_PAGES,
                code(),
                code().times(
                                4,
                                code().append(random())
                                        .append(bigAddress())
                                        .op(0x29, 0, 0)
                                        .get(L)
                                        .op(0x7c)
                                        .set(L)));
        few(
                "i64.store, at random, over 128 MiB",
                LOOPS,
                BIG_MEMORY_PAGES,
                code(),
                code().times(
                                4,
                                code().append(random())
                                        .append(bigAddress())
                                        .get(L)
                                        .op(0x37, 0, 0)));
        few(
                "i32.load, one every page of 4 KiB",
                LOOPS,
                BIG_MEMORY_PAGES,
                code(),
                code().times(
                                UNROLLED,
                                code().get(P)
                                        .op(0x28, 0, 0)
                                        .op(0x1a)
                                        .get(P)
                                        .i32(4_160)
                                        .op(0x6a)
                                        .i32(BIG_MEMORY_MASK)
                                        .op(0x71)
                                        .set(P)));
    }

    private static Code bigAddress() {
        return code().get(L).i64(20).op(0x88, 0xa7).i32(BIG_MEMORY_MASK).op(0x71);
    }

    private void bulk() {
        for (int size : new int[] {0, 16, 256, 4_096, 1 << 20}) {
            int loops = size > 10_000 ? 500 : 20_000;
            few(
                    "memory.fill " + size,
                    loops,
                    40,
                    code(),
                    code().times(4, code().i32(0).i32(7).i32(size).op(0xfc, 11, 0)));
            few(
                    "memory.copy " + size,
                    loops,
                    40,
                    code(),
                    code().times(4, code().i32(0).i32(1 << 20).i32(size).op(0xfc, 10, 0, 0)));
            few(
                    "memory.init " + size,
                    loops,
                    40,
                    code(),
                    code().times(4, code().i32(0).i32(0).i32(size).op(0xfc, 8, 0, 0)));
        }
        few(
                "memory.fill 64 MiB",
                2,
                BIG_MEMORY_PAGES,
                code(),
                code().i32(0).i32(7).i32(64 << 20).op(0xfc, 11, 0));
        few(
                "memory.copy 64 MiB",
                2,
                BIG_MEMORY_PAGES,
                code(),
                code().i32(0).i32(64 << 20).i32(64 << 20).op(0xfc, 10, 0, 0));
        few("memory.grow 0", 100_000, 1, code(), code().i32(0).op(0x40, 0, 0x1a));
        few("memory.grow, refused", 100_000, 1, code(), code().i32(-1).op(0x40, 0, 0x1a));
        few("memory.grow 1, to 128 MiB", 2_047, 1, code(), code().i32(1).op(0x40, 0, 0x1a));
        few("memory.grow 2 047", 1, 1, code(), code().i32(2_047).op(0x40, 0, 0x1a));
        few("memory.grow 128, to 128 MiB", 15, 1, code(), code().i32(128).op(0x40, 0, 0x1a));
    }

    private void tables() {
        adversarial("table.get table.set", code(), code().i32(0).i32(3).op(0x25, 0, 0x26, 0));
        adversarial("table.size", code(), code().op(0xfc, 16, 0).get(X).op(0x6a).set(X));
        adversarial(
                "ref.func ref.is_null",
                code(),
                code().op(0xd2).u32(LoopModule.target(0)).op(0xd1).set(X));
        for (int size : new int[] {0, 10, 50_000}) {
            int loops = size > 10_000 ? 200 : 20_000;
            var grown = code().op(0xd0, 0x70).i32(99_900).op(0xfc, 15, 0, 0x1a);
            few(
                    "table.fill " + size,
                    loops,
                    1,
                    grown,
                    code().i32(0).op(0xd0, 0x70).i32(size).op(0xfc, 17, 0));
            few(
                    "table.copy " + size,
                    loops,
                    1,
                    grown,
                    code().i32(0).i32(40_000).i32(size).op(0xfc, 14, 0, 0));
        }
        for (int size : new int[] {0, 10_000}) {
            few(
                    "table.init " + size,
                    size == 0 ? 20_000 : 100,
                    1,
                    code().op(0xd0, 0x70).i32(99_900).op(0xfc, 15, 0, 0x1a),
                    code().i32(0).i32(0).i32(size).op(0xfc, 12, 1, 0));
        }
        few(
                "table.grow 1, to 100 000",
                90_000,
                1,
                code(),
                code().op(0xd0, 0x70).i32(1).op(0xfc, 15, 0, 0x1a));
        few(
                "table.grow 99 900",
                1,
                1,
                code(),
                code().op(0xd0, 0x70).i32(99_900).op(0xfc, 15, 0, 0x1a));
    }

    /** The same loop in ever larger functions. */
    private void sizes() {
        var part = code().get(X).get(COUNTER).op(0x6a).set(X).get(P).op(0x28, 2, 0).set(P);
        for (int kib : new int[] {4, 8, 16, 32, 64}) {
            kernels.add(
                    Kernel.adversarial(
                            "a loop in " + kib + " KiB of code",
                            new LoopModule(LOOPS / 2, code(), code().times(UNROLLED, part))
                                    .padding(kib << 10)));
        }
    }
}
