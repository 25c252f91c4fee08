package lapidary.host.engine;

/**
 * What a guest imports, as the host implements it. Shared by all instances of a module: what
 * belongs to one is its {@link GuestInstance#context}.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Runs on the event's thread.
     *
     * @param guest the instance that calls
     * @param arguments one for each parameter: an i32 sign-extended, a float as its bits
     * @return the result: an i32 in the low bits, a float as its bits; anything if there is none
     * @throws RuntimeException which ends the call and comes out of {@link GuestInstance#call} as
     *     it is
     */
    long call(GuestInstance guest, long[] arguments);
}
