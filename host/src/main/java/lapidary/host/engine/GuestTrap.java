package lapidary.host.engine;

import java.util.Optional;

/**
 * Unwinds a guest that did what ends an event: an access outside its memory, a division by zero, a
 * call too deep, a bad slice given to a host function. It gets no further than whoever turns events
 * into outcomes; it carries no stack trace.
 */
public final class GuestTrap extends RuntimeException {
    private final String reason;
    private final Optional<String> function;

    public GuestTrap(String reason) {
        this(reason, Optional.empty());
    }

    GuestTrap(String reason, Optional<String> function) {
        super(function.map(name -> reason + " in " + name).orElse(reason), null, false, false);
        this.reason = reason;
        this.function = function;
    }

    /** What happened, on one line: {@code out of bounds memory access}. */
    public String reason() {
        return reason;
    }

    /** The function of the guest in which it happened, by name or number, where that is known. */
    public Optional<String> function() {
        return function;
    }

    GuestTrap in(Optional<String> where) {
        return function.isPresent() || where.isEmpty() ? this : new GuestTrap(reason, where);
    }
}
