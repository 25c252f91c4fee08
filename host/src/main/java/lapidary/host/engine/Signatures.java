package lapidary.host.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.ValueType;

/**
 * The lists of parameters that compiled code of this JVM has had so far. For each one the JVM makes
 * adapters between its interpreter and compiled code, some kilobytes, in the code cache, and never
 * drops them: 70 000 fill it, and then nothing is compiled any more, the host's own code included.
 * So there is a bound on them, for one module and for all. What would go beyond it is interpreted.
 * Thread-safe.
 */
final class Signatures {
    /** Of this process: the code cache is the JVM's. */
    static final Signatures OF_JVM = new Signatures(4 << 20, 32 << 20);

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

    /** Whether functions of these types may be compiled, which are then known. */
    synchronized boolean admit(Collection<FunctionType> types) {
        Set<String> fresh = new HashSet<>();
        long more = 0;
        for (FunctionType type : types) {
            String signature = signature(type);
            if (!seen.contains(signature) && fresh.add(signature)) {
                more += METHODS * (METHOD_BYTES + SLOT_BYTES * slots(signature));
            }
        }
        if (more > bytesOfModuleMax || bytes + more > bytesMax) {
            return false;
        }
        seen.addAll(fresh);
        bytes += more;
        return true;
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
