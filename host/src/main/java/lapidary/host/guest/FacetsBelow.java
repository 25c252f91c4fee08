package lapidary.host.guest;

import static lapidary.abi.ResultCode.DENIED;

import java.util.Collection;
import java.util.List;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;

/**
 * The facets just below one, which is their supervisor: what {@code supervisor_facets} acts on.
 * Names have been checked, and what the caller wrote so far is durable where the contract says so.
 * What cannot be done is a {@link Refusal}. Confined to the event's thread.
 */
public interface FacetsBelow {
    /** Of a facet that has none, and may have none. */
    FacetsBelow NONE = new None();

    /** Whether it runs when it is called. */
    boolean isStarted(String name);

    /**
     * Refuses one that is not started.
     *
     * @throws Refusal {@code NOT_FOUND}
     */
    void requireStarted(String name);

    /** Of all, started or not, in order. */
    Collection<String> names();

    /**
     * Checks what a facet is to be started with.
     *
     * @param json as it came
     * @return does it, or nothing if it is started
     */
    Runnable start(String name, byte[] json);

    /**
     * Runs {@code fetch} of a facet, whose commit is durable when this returns.
     *
     * @param payer of what it burns, which bounds it
     */
    OpenReply fetch(String name, FetchRequest request, GuestContext payer);

    /** As {@link #fetch}, for {@code call}. */
    OpenReply call(String name, RpcCall call, GuestContext payer);

    /** Stops a facet and all below it; those who wait are told the reason. */
    void abort(String name, String reason);

    /** Charges for what deleting a facet and all below it costs beyond a change of the tree. */
    void payDeletion(String name, FuelMeter meter);

    /** Removes a facet and all below it, if it is there. */
    void delete(String name);

    /** Charges for what copying a facet and all below it over another costs beyond that. */
    void payClone(String from, String to, FuelMeter meter);

    /** Copies the data of a facet and all below it over another. */
    void clone(String from, String to);

    /**
     * What a facet has used, as JSON.
     *
     * @throws Refusal {@code NOT_FOUND} if it is not there
     */
    byte[] usage(String name);

    /** Nobody is below, whatever is asked. */
    final class None implements FacetsBelow {
        private None() {}

        @Override
        public boolean isStarted(String name) {
            return false;
        }

        @Override
        public void requireStarted(String name) {
            throw denied();
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public Runnable start(String name, byte[] json) {
            throw denied();
        }

        @Override
        public OpenReply fetch(String name, FetchRequest request, GuestContext payer) {
            throw denied();
        }

        @Override
        public OpenReply call(String name, RpcCall call, GuestContext payer) {
            throw denied();
        }

        @Override
        public void abort(String name, String reason) {
            throw denied();
        }

        @Override
        public void payDeletion(String name, FuelMeter meter) {
            // delete says what is wrong
        }

        @Override
        public void delete(String name) {
            throw denied();
        }

        @Override
        public void payClone(String from, String to, FuelMeter meter) {
            // clone says what is wrong
        }

        @Override
        public void clone(String from, String to) {
            throw denied();
        }

        @Override
        public byte[] usage(String name) {
            throw denied();
        }

        private static Refusal denied() {
            return new Refusal(DENIED, "this facet may have none below it");
        }
    }
}
