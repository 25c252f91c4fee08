package lapidary.host.wasm;

import java.util.Set;

/**
 * A module without its code: everything that its instances are made from, but each function is only
 * {@code unreachable}. For an engine that has the code in another form already.
 */
final class Shell {
    private static final byte[] BODY = {3, 0, Opcodes.UNREACHABLE, Opcodes.END};
    private static final int HEADER_BYTES = 8;

    private Shell() {}

    /**
     * The shell of a module that is known to be valid.
     *
     * @param kept which of the functions that it defines keep their bodies
     */
    static byte[] of(byte[] module, Set<Integer> kept) {
        var out = new BinaryWriter(module.length + HEADER_BYTES);
        out.bytes(module, 0, HEADER_BYTES);
        var in = new BinaryReader(module, HEADER_BYTES, module.length);
        while (in.hasMore()) {
            int start = in.position();
            int id = in.u8();
            BinaryReader content = in.part(in.u32());
            if (id == SectionId.CODE) {
                out.u8(id).sized(bodies(content, kept));
            } else {
                out.bytes(module, start, in.position());
            }
        }
        return out.toByteArray();
    }

    private static BinaryWriter bodies(BinaryReader in, Set<Integer> kept) {
        int count = in.u32();
        var out = new BinaryWriter(BODY.length * count + BODY.length);
        out.u32(count);
        for (int index = 0; index < count; index++) {
            int start = in.position();
            in.skip(in.u32());
            if (kept.contains(index)) {
                out.bytes(in.bytes(), start, in.position());
            } else {
                out.bytes(BODY, 0, BODY.length);
            }
        }
        return out;
    }
}
