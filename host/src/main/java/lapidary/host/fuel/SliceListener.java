package lapidary.host.fuel;

/**
 * Is told whenever an event has burned another slice of its fuel, whatever burned it: instructions,
 * host functions or SQL.
 */
@FunctionalInterface
public interface SliceListener {
    SliceListener NONE = _ -> {};

    /**
     * Called on the event's thread.
     *
     * @param used units burned so far
     * @throws RuntimeException to end the event; it comes out of whatever was charging
     */
    void onSlice(long used);

    /** What burned stopped before anybody could ask its tank: {@code used} units, all told. */
    default void stopped(long used) {}
}
