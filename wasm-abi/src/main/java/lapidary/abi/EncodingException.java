package lapidary.abi;

/**
 * Bytes from a guest that are not what they should encode. Its message says what and at which
 * offset from the start of the slice. Carries no stack trace: hostile guests make many.
 */
public final class EncodingException extends RuntimeException {
    EncodingException(String message, int offset) {
        super(message + " at offset " + offset, null, false, false);
    }
}
