package lapidary.abi;

/**
 * Where the arguments of an import name a slice of the guest's memory. Immutable.
 *
 * <p>Every slice is checked before anything else happens, so that a pointer outside the memory
 * traps whatever the other arguments are.
 *
 * @param pointerIndex which argument is the address
 * @param countIndex which argument counts the elements, or {@link #ONE} for exactly one element
 * @param elementBytes size of an element; 1 where the count is a length or a capacity in bytes
 */
public record AbiSlice(int pointerIndex, int countIndex, int elementBytes) {
    public static final int ONE = -1;

    /** The slice's address, from the arguments as an engine holds them. */
    public long pointer(long... arguments) {
        return Integer.toUnsignedLong((int) arguments[pointerIndex]);
    }

    /** The slice's size: at most 2^32 elements, so it never overflows. */
    public long sizeBytes(long... arguments) {
        return countIndex == ONE
                ? elementBytes
                : Integer.toUnsignedLong((int) arguments[countIndex]) * elementBytes;
    }

    /** True if the slice lies within a memory of that size. An empty slice always does. */
    public boolean isWithin(long memoryBytes, long... arguments) {
        long size = sizeBytes(arguments);
        return size == 0 || pointer(arguments) + size <= memoryBytes;
    }
}
