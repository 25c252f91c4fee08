package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lapidary.host.error.CallerException;
import org.jspecify.annotations.Nullable;

/**
 * A module cut into its sections, and these into their entries where that is simple; changed in a
 * few places, and put together again with all sizes and counts right. So a mutant gets past whoever
 * reads sizes, to those who look at what they hold. Confined to a thread.
 */
public final class MutatedModule {
    private static final int HEADER_BYTES = 8;
    private static final int CHANGES_MAX = 3;

    /** Opcodes of which each may stand for another: they take and give the same. */
    private static final int[][] KINDRED = {
        {0x46, 0x4f}, {0x51, 0x5a}, {0x5b, 0x60}, {0x61, 0x66}, {0x67, 0x69}, {0x6a, 0x78},
        {0x79, 0x7b}, {0x7c, 0x8a}, {0x8b, 0x91}, {0x92, 0x98}, {0x99, 0x9f}, {0xa0, 0xa6},
        {0x2c, 0x2f}, {0x30, 0x35}, {0x3a, 0x3b}, {0x3c, 0x3e}, {0x20, 0x22}, {0x23, 0x24},
        {0x02, 0x03}, {0x0c, 0x0d}, {0xa8, 0xa9}, {0xb0, 0xb1}, {0xc0, 0xc1}, {0xc2, 0xc4},
    };

    private final Random random;
    private final Map<Integer, byte[]> sections;
    private final Map<Integer, byte[]> donor;

    private MutatedModule(byte[] module, byte[] donor, Random random) {
        this.random = random;
        this.sections = sections(module);
        this.donor = sections(donor);
    }

    /**
     * A valid module, changed once or a few times; it may be one no more.
     *
     * @param donor another valid module, whose function bodies may turn up
     */
    public static byte[] of(byte[] module, byte[] donor, Random random) {
        var mutant = new MutatedModule(module, donor, random);
        for (int changes = 1 + random.nextInt(CHANGES_MAX); changes > 0; changes--) {
            mutant.change();
        }
        return mutant.build();
    }

    private void change() {
        switch (random.nextInt(12)) {
            case 0 -> changeNumber(anySection());
            case 1 -> changeEntries(anySection());
            case 2, 3, 4 -> changeNumberOfCode();
            case 5 -> splice(sections);
            case 6, 7 -> splice(donor);
            default -> changeOpcode();
        }
    }

    private int anySection() {
        var ids = List.copyOf(sections.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    /** Puts another number where one seems to be. */
    private void changeNumber(int id) {
        sections.computeIfPresent(
                id, (_, content) -> content.length == 0 ? content : withOtherNumber(content, 0));
    }

    private void changeNumberOfCode() {
        changeBody(body -> withOtherNumber(body, 0));
    }

    private byte[] withOtherNumber(byte[] bytes, int from) {
        int start = from + random.nextInt(bytes.length - from);
        int end = start;
        int old = 0;
        for (int shift = 0; end < bytes.length && shift < 35; shift += 7) {
            byte next = bytes[end++];
            old |= (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        var out = new BinaryWriter().bytes(bytes, 0, start).u32(otherNumber(old));
        return out.bytes(bytes, end, bytes.length).toByteArray();
    }

    private int otherNumber(int old) {
        return switch (random.nextInt(7)) {
            case 0 -> old + 1;
            case 1 -> old - 1;
            case 2 -> random.nextInt(4);
            case 3 -> random.nextInt(64);
            case 4 -> random.nextInt(70_000);
            case 5 -> 1 << random.nextInt(32);
            default -> random.nextInt();
        };
    }

    /** Drops an entry of a section, has one twice, or changes the order of two. */
    private void changeEntries(int id) {
        var entries = entries(id, sections.get(id));
        if (entries.isEmpty()) {
            return;
        }
        int one = random.nextInt(entries.size());
        int other = random.nextInt(entries.size());
        switch (random.nextInt(3)) {
            case 0 -> entries.remove(one);
            case 1 -> entries.add(other, entries.get(one));
            default -> Collections.swap(entries, one, other);
        }
        put(id, entries);
    }

    /** Gives a function the body of one of the same type. */
    private void splice(Map<Integer, byte[]> from) {
        var bodies = entries(SectionId.CODE, sections.get(SectionId.CODE));
        var types = types(sections);
        var others = entries(SectionId.CODE, from.get(SectionId.CODE));
        var otherTypes = types(from);
        if (bodies.isEmpty() || types.size() != bodies.size()) {
            return;
        }
        int function = random.nextInt(bodies.size());
        int[] fitting =
                IntStream.range(0, Math.min(others.size(), otherTypes.size()))
                        .filter(other -> Arrays.equals(otherTypes.get(other), types.get(function)))
                        .toArray();
        if (fitting.length > 0) {
            bodies.set(function, others.get(fitting[random.nextInt(fitting.length)]));
            put(SectionId.CODE, bodies);
        }
    }

    /** Of each function that is defined: the bytes of its type. */
    private static List<byte[]> types(Map<Integer, byte[]> module) {
        var types = entries(SectionId.TYPE, module.get(SectionId.TYPE));
        var functions = new ArrayList<byte[]>();
        for (byte[] index : entries(SectionId.FUNCTION, module.get(SectionId.FUNCTION))) {
            int type = new BinaryReader(index, 0, index.length).u32();
            functions.add(type >= 0 && type < types.size() ? types.get(type) : new byte[0]);
        }
        return functions;
    }

    private void changeOpcode() {
        changeBody(body -> {
            byte[] changed = body.clone();
            for (int tries = 0; tries < 50; tries++) {
                int at = random.nextInt(changed.length);
                for (int[] kin : KINDRED) {
                    int opcode = changed[at] & 0xff;
                    if (opcode >= kin[0] && opcode <= kin[1]) {
                        changed[at] = (byte) (kin[0] + random.nextInt(kin[1] - kin[0] + 1));
                        return changed;
                    }
                }
            }
            return changed;
        });
    }

    private interface Change {
        byte[] of(byte[] body);
    }

    private void changeBody(Change change) {
        var bodies = entries(SectionId.CODE, sections.get(SectionId.CODE));
        if (bodies.isEmpty()) {
            return;
        }
        int function = random.nextInt(bodies.size());
        byte[] sized = bodies.get(function);
        var in = new BinaryReader(sized, 0, sized.length);
        int size = in.u32();
        byte[] body = Arrays.copyOfRange(sized, in.position(), in.position() + size);
        if (size > 0) {
            byte[] changed = change.of(body);
            bodies.set(
                    function,
                    new BinaryWriter()
                            .u32(changed.length)
                            .bytes(changed, 0, changed.length)
                            .toByteArray());
            put(SectionId.CODE, bodies);
        }
    }

    private void put(int id, List<byte[]> entries) {
        var out = new BinaryWriter().u32(entries.size());
        entries.forEach(entry -> out.bytes(entry, 0, entry.length));
        sections.put(id, out.toByteArray());
    }

    /** None of a section that is not cut. */
    private static List<byte[]> entries(int id, byte @Nullable [] content) {
        var entries = new ArrayList<byte[]>();
        if (content == null || !isCut(id)) {
            return entries;
        }
        try {
            var in = new BinaryReader(content, 0, content.length);
            for (int count = in.u32(); count > 0; count--) {
                int start = in.position();
                skipEntry(id, in);
                entries.add(Arrays.copyOfRange(content, start, in.position()));
            }
        } catch (CallerException _) {
            entries.clear(); // an earlier change has left nothing to cut
        }
        return entries;
    }

    private static boolean isCut(int id) {
        return id == SectionId.TYPE
                || id == SectionId.FUNCTION
                || id == SectionId.TABLE
                || id == SectionId.MEMORY
                || id == SectionId.EXPORT
                || id == SectionId.CODE;
    }

    private static void skipEntry(int id, BinaryReader in) {
        switch (id) {
            case SectionId.TYPE -> {
                in.skip(1);
                in.skip(in.u32());
                in.skip(in.u32());
            }
            case SectionId.FUNCTION -> in.u32();
            case SectionId.TABLE -> {
                in.skip(1);
                skipLimits(in);
            }
            case SectionId.MEMORY -> skipLimits(in);
            case SectionId.EXPORT -> {
                in.skip(in.u32());
                in.skip(1);
                in.u32();
            }
            default -> in.skip(in.u32());
        }
    }

    private static void skipLimits(BinaryReader in) {
        int flags = in.u8();
        in.u32();
        if (flags == 1) {
            in.u32();
        }
    }

    /** By number, in the order in which they stand; of custom sections the last one. */
    private static Map<Integer, byte[]> sections(byte[] module) {
        var sections = new TreeMap<Integer, byte[]>(Comparator.comparingInt(SectionId::place));
        var in = new BinaryReader(module, HEADER_BYTES, module.length);
        while (in.hasMore()) {
            int id = in.u8();
            int size = in.u32();
            sections.put(id, Arrays.copyOfRange(module, in.position(), in.position() + size));
            in.skip(size);
        }
        return sections;
    }

    private byte[] build() {
        var out = new BinaryWriter();
        for (int value : new int[] {0, 'a', 's', 'm', 1, 0, 0, 0}) {
            out.u8(value);
        }
        sections.forEach(
                (id, content) -> out.u8(id).u32(content.length).bytes(content, 0, content.length));
        return out.toByteArray();
    }
}
