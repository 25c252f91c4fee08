package lapidary.host.guest;

/** Reads a body that streams into a guest's memory. Stateless. */
final class BodyParts {
    private static final int PART_BYTES = 64 << 10;

    /** As {@link FetchRequest.Body#read}, with what fails as a refusal. */
    interface Source {
        int read(byte[] into, int offset, int length);
    }

    private BodyParts() {}

    /**
     * Reads what there is, and as much as fits. The bytes are charged as they have come, since only
     * then it is known how many there are: in parts, so that who cannot pay gets no more than one
     * of them.
     *
     * @return how many bytes; 0 at the end
     */
    static long read(GuestContext context, int outPtr, int outCap, Source source) {
        int done = 0;
        while (done < outCap) {
            int part = Math.min(PART_BYTES, outCap - done);
            int count = source.read(context.memory().array(), outPtr + done, part);
            context.chargeBytes(count);
            done += count;
            if (count < part) {
                break;
            }
        }
        return done;
    }
}
