package lapidary.host.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.ValueType;

/**
 * The lists of parameters that compiled code of this JVM has had so far. For each one the JVM makes
 * adapters between its interpreter and compiled code, some kilobytes, in the code cache, and never
 * drops them: 70 000 fill it, and then nothing is compiled any more, the host's own code included.
 * So there is a bound on them: a module that has too many by itself is refused; one that is within
 * its bound, while all of this process together are not, has to wait for another process. What a
 * process has seen once costs nothing more, and neither does a list of the kind that programs have:
 * there are so few of these that all of them fit beside what is counted, and no stranger can use
 * them up. Thread-safe.
 */
final class Signatures {
    /** Of this process: the code cache is the JVM's. SQLite, as a module, has 64 KiB. */
    static final Signatures OF_JVM = new Signatures(512 << 10, 32 << 20);

    /** Of any types, of whole numbers, of 32 bits: 829 lists, 1.4 MiB. */
    private static final Pattern COMMON = Pattern.compile("[ILFD]{0,4}|[IL]{5,8}|I{9,16}");

    /** A function, its call through a table, its call by number. */
    private static final int METHODS = 3;

    private static final long METHOD_BYTES = 400;
    private static final long SLOT_BYTES = 20;

    private final long bytesOfModuleMax;
    private final long bytesMax;
    private final Set<String> seen = new HashSet<>();
    private long bytes;

    Signatures(long bytesOfModuleMax, long bytesMax) {
        this.bytesOfModuleMax = bytesOfModuleMax;
        this.bytesMax = bytesMax;
    }

    /**
     * Refuses a module that has these types if they are too many, whatever this process has seen.
     * One that no function has counts, too: there is a method that would call such a function.
     *
     * @throws CallerException with {@code MODULE_LIMIT_EXCEEDED}
     */
    void requireFew(Collection<FunctionType> types) {
        long ofModule = distinct(types).stream().mapToLong(Signatures::bytes).sum();
        if (ofModule > bytesOfModuleMax) {
            throw new CallerException(
                            ErrorCode.MODULE_LIMIT_EXCEEDED,
                            "its types have too many different lists of parameters: they would"
                                    + " take "
                                    + ofModule
                                    + " bytes of the code cache, over "
                                    + bytesOfModuleMax)
                    .with("limit", bytesOfModuleMax);
        }
    }

    /**
     * Takes note that code with these types is compiled.
     *
     * @throws LimitException with {@code OVERLOADED} if there is no room for them: nothing is noted
     */
    synchronized void admit(Collection<FunctionType> types) {
        Set<String> fresh = distinct(types);
        fresh.removeIf(signature -> seen.contains(signature) || isCommon(signature));
        long more = fresh.stream().mapToLong(Signatures::bytes).sum();
        if (bytes + more > bytesMax) {
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "the code cache has no room for this module's lists of parameters until the"
                            + " server is started again");
        }
        seen.addAll(fresh);
        bytes += more;
    }

    private static Set<String> distinct(Collection<FunctionType> types) {
        Set<String> signatures = new HashSet<>();
        types.forEach(type -> signatures.add(signature(type)));
        return signatures;
    }

    private static boolean isCommon(String signature) {
        return COMMON.matcher(signature).matches();
    }

    private static long bytes(String signature) {
        return METHODS * (METHOD_BYTES + SLOT_BYTES * slots(signature));
    }

    /** A letter for each parameter: to a JVM, references of the guest are ints. */
    private static String signature(FunctionType type) {
        var letters = new StringBuilder(type.parameters().size());
        for (ValueType parameter : type.parameters()) {
            letters.append(
                    switch (parameter) {
                        case I64 -> 'L';
                        case F32 -> 'F';
                        case F64 -> 'D';
                        case I32, FUNCREF, EXTERNREF, ANY -> 'I';
                    });
        }
        return letters.toString();
    }

    private static long slots(String signature) {
        return signature.chars().map(letter -> letter == 'L' || letter == 'D' ? 2 : 1).sum();
    }
}
