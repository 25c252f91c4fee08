package lapidary.host.guest;

import static lapidary.abi.ResultCode.NOT_FOUND;

import java.util.function.Function;
import lapidary.abi.AbiVersion;
import lapidary.host.error.Refusal;

/** {@code facet_info}: who the facet is, what it was given, what is left. */
final class InfoFunctions {
    private static final String MODULE = "facet_info";

    private InfoFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "abi_version", (_, _) -> AbiVersion.CURRENT);
        registry.add(MODULE, "last_error", text(GuestContext::lastError));
        registry.add(MODULE, "delete_all", InfoFunctions::deleteAll);
        registry.add(MODULE, "namespace", text(context -> context.identity().namespace()));
        registry.add(MODULE, "object_name", text(context -> context.identity().objectName()));
        registry.add(MODULE, "object_id", text(context -> context.identity().id()));
        registry.add(MODULE, "facet_path", text(context -> context.identity().facetPath()));
        registry.add(MODULE, "props", InfoFunctions::props);
        registry.add(MODULE, "env", InfoFunctions::env);
        registry.add(MODULE, "fuel_left", (context, _) -> context.left());
    }

    /** {@code f(out_ptr, out_cap) -> i32}: all that answer a text. */
    private static GuestCall text(Function<GuestContext, String> value) {
        return (context, arguments) ->
                context.answer(value.apply(context), (int) arguments[0], (int) arguments[1]);
    }

    /** {@code delete_all() -> i32}: all data, at the commit. */
    private static long deleteAll(GuestContext context, long[] arguments) {
        context.database().deleteAllAtCommit();
        return 0;
    }

    /** {@code props(out_ptr, out_cap) -> i32} */
    private static long props(GuestContext context, long[] arguments) {
        byte[] props = context.given().props();
        return context.answer(props, 0, props.length, (int) arguments[0], (int) arguments[1]);
    }

    /** {@code env(key_ptr, key_len, out_ptr, out_cap) -> i32} */
    private static long env(GuestContext context, long[] arguments) {
        int keyLen = (int) arguments[1];
        if (Integer.toUnsignedLong(keyLen) > context.given().keyBytesMax()) {
            throw new Refusal(NOT_FOUND, "the supervisor gave no key as long as this one");
        }
        String key = context.text((int) arguments[0], keyLen);
        byte[] bytes = context.given().env(key);
        if (bytes == null) {
            throw new Refusal(NOT_FOUND, "the supervisor gave no such key");
        }
        return context.answer(bytes, 0, bytes.length, (int) arguments[2], (int) arguments[3]);
    }
}
