package lapidary.host.wasm;

/**
 * A module without its code: everything that its instances are made from, but each function is only
 * {@code unreachable}. For an engine that has the code in another form already.
 */
final class Shell {
    private static final byte[] BODY = {3, 0, Opcodes.UNREACHABLE, Opcodes.END};
    private static final int HEADER_BYTES = 8;

    private Shell() {}

    /** The shell of a module that is known to be valid. */
    static byte[] of(byte[] module) {
        var out = new BinaryWriter(module.length / 4 + HEADER_BYTES);
        out.bytes(module, 0, HEADER_BYTES);
        var in = new BinaryReader(module, HEADER_BYTES, module.length);
        while (in.hasMore()) {
            int start = in.position();
            int id = in.u8();
            BinaryReader content = in.part(in.u32());
            if (id == SectionId.CODE) {
                out.u8(id).sized(bodies(content.u32()));
            } else {
                out.bytes(module, start, in.position());
            }
        }
        return out.toByteArray();
    }

    private static BinaryWriter bodies(int count) {
        var out = new BinaryWriter(BODY.length * count + BODY.length);
        out.u32(count);
        for (int index = 0; index < count; index++) {
            out.bytes(BODY, 0, BODY.length);
        }
        return out;
    }
}
