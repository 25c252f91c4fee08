package lapidary.host.guest;

import static lapidary.abi.ResultCode.LIMIT;

import lapidary.host.error.Refusal;

/** How many requests an event has made of others, and may make. Confined to the event's thread. */
final class Subrequests {
    private final long max;
    private long made;

    Subrequests(long max) {
        this.max = max;
    }

    /** Another event begins. */
    void begin() {
        made = 0;
    }

    /**
     * @throws Refusal {@code LIMIT} if the event has made as many as it may
     */
    void requireRoom() {
        if (made >= max) {
            throw new Refusal(LIMIT, "an event makes at most " + max + " subrequests here");
        }
    }

    /** One more is made. */
    void count() {
        made++;
    }
}
