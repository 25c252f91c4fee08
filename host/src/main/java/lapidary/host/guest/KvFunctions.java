package lapidary.host.guest;

import static lapidary.abi.ResultCode.LIMIT;
import static lapidary.abi.ResultCode.NOT_FOUND;

import lapidary.abi.Limits;
import lapidary.host.error.Refusal;

/** {@code facet_kv}: keys and values in a hidden table of the facet's database. */
final class KvFunctions {
    private KvFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add("facet_kv", "get", KvFunctions::get);
        registry.add("facet_kv", "put", KvFunctions::put);
        registry.add("facet_kv", "delete", KvFunctions::delete);
        registry.add("facet_kv", "list", KvFunctions::list);
    }

    /** {@code get(key_ptr, key_len, out_ptr, out_cap) -> i32} */
    private static long get(GuestContext context, long[] arguments) {
        byte[] key = key(context, (int) arguments[0], (int) arguments[1]);
        byte[] value =
                context.database()
                        .kv()
                        .get(key)
                        .orElseThrow(() -> new Refusal(NOT_FOUND, "there is no such key"));
        return context.answer(value, 0, value.length, (int) arguments[2], (int) arguments[3]);
    }

    /** {@code put(key_ptr, key_len, value_ptr, value_len) -> i32} */
    private static long put(GuestContext context, long[] arguments) {
        byte[] key = key(context, (int) arguments[0], (int) arguments[1]);
        byte[] value =
                bounded(
                        context,
                        "a value",
                        (int) arguments[2],
                        (int) arguments[3],
                        Limits.KV_VALUE_BYTES_MAX);
        context.database().kv().put(key, value);
        return 0;
    }

    /** {@code delete(key_ptr, key_len) -> i32}: 1 if it was there. */
    private static long delete(GuestContext context, long[] arguments) {
        byte[] key = key(context, (int) arguments[0], (int) arguments[1]);
        return context.database().kv().delete(key) ? 1 : 0;
    }

    /**
     * {@code list(prefix_ptr, prefix_len, start_ptr, start_len, end_ptr, end_len, limit, reverse)
     * -> i32}: a cursor with the columns key, value.
     */
    private static long list(GuestContext context, long[] arguments) {
        byte[] prefix = key(context, (int) arguments[0], (int) arguments[1]);
        byte[] start = key(context, (int) arguments[2], (int) arguments[3]);
        byte[] end = key(context, (int) arguments[4], (int) arguments[5]);
        boolean isReverse = (int) arguments[7] != 0;
        var database = context.database();
        return database.register(
                database.kv().list(prefix, start, end, (int) arguments[6], isReverse));
    }

    private static byte[] key(GuestContext context, int ptr, int len) {
        return bounded(context, "a key", ptr, len, Limits.KV_KEY_BYTES_MAX);
    }

    private static byte[] bounded(
            GuestContext context, String what, int ptr, int len, int bytesMax) {
        long size = Integer.toUnsignedLong(len);
        if (size > bytesMax) {
            throw new Refusal(
                    LIMIT, what + " has at most " + bytesMax + " bytes, this one has " + size);
        }
        return context.bytes(ptr, len);
    }
}
