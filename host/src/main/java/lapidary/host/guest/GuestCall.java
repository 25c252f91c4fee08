package lapidary.host.guest;

/** What a host function does, once its arguments have been checked and its price is paid. */
@FunctionalInterface
interface GuestCall {
    /**
     * Acts and answers.
     *
     * @param arguments as the engine gives them: an {@code i32} in the low bits, an {@code f64} as
     *     its bits
     * @return the result, likewise; a function without one returns 0
     */
    long apply(GuestContext context, long[] arguments);
}
