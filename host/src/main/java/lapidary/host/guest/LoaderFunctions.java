package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.host.error.Refusal;

/** {@code supervisor_loader}: code that a supervisor loads, and runs once. See docs/abi.md. */
final class LoaderFunctions {
    private static final String MODULE = AbiImports.SUPERVISOR_LOADER;

    /** Longer than any name, and than a digest. */
    private static final int REFERENCE_BYTES_MAX = 128;

    private LoaderFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "load", LoaderFunctions::load);
        registry.add(MODULE, "resolve", LoaderFunctions::resolve);
        registry.add(MODULE, "fetch", LoaderFunctions::fetch);
    }

    /** {@code load(wasm_ptr, wasm_len, out_ptr, out_cap) -> i32}: the module's digest. */
    private static long load(GuestContext context, long[] arguments) {
        int ptr = (int) arguments[0];
        int len = (int) arguments[1];
        long size = Integer.toUnsignedLong(len);
        if (size > Limits.MODULE_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "a module has at most "
                            + Limits.MODULE_BYTES_MAX
                            + " bytes, this one has "
                            + size);
        }
        context.charge(Prices.LOAD_BYTE * size);
        byte[] memory = context.memory().array();
        String digest = context.reach().loader().load(memory, len == 0 ? 0 : ptr, len);
        return context.answer(digest, (int) arguments[2], (int) arguments[3]);
    }

    /** {@code resolve(name_ptr, name_len, out_ptr, out_cap) -> i32} */
    private static long resolve(GuestContext context, long[] arguments) {
        String name = reference(context, arguments);
        String digest = context.reach().loader().resolve(name);
        return context.answer(digest, (int) arguments[2], (int) arguments[3]);
    }

    /**
     * {@code fetch(module_ptr, module_len, options_ptr, options_len, head_ptr, head_len, body_ptr,
     * body_len) -> i32}: a reply handle.
     */
    private static long fetch(GuestContext context, long[] arguments) {
        String module = reference(context, arguments);
        byte[] options = options(context, (int) arguments[2], (int) arguments[3]);
        var head = OutgoingHead.read(context, (int) arguments[4], (int) arguments[5]);
        var code = context.reach().loader().prepare(module, options);
        context.beginSubrequest();
        var body = context.outgoingBody((int) arguments[6], (int) arguments[7]);
        return context.replies().add(code.fetch(head.withBody(body), context));
    }

    private static String reference(GuestContext context, long[] arguments) {
        int len = (int) arguments[1];
        if (Integer.toUnsignedLong(len) > REFERENCE_BYTES_MAX) {
            throw new Refusal(
                    INVALID, "a module's name has at most 63 characters, a digest is sha256:…");
        }
        return context.text((int) arguments[0], len);
    }

    private static byte[] options(GuestContext context, int ptr, int len) {
        long size = Integer.toUnsignedLong(len);
        if (size > Limits.OPTIONS_BYTES_MAX) {
            throw new Refusal(
                    INVALID,
                    "options have at most "
                            + Limits.OPTIONS_BYTES_MAX
                            + " bytes of JSON, these have "
                            + size);
        }
        context.charge(Prices.HEADER_BYTE * size);
        return context.bytes(ptr, len);
    }
}
