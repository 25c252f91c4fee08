package lapidary.host.fuel;

/**
 * Unwinds a guest whose event has burned its fuel. Gets no further than the engine, which turns it
 * into an outcome; it carries no stack trace.
 */
public final class OutOfFuel extends RuntimeException {
    public OutOfFuel() {
        super("out of fuel", null, false, false);
    }
}
