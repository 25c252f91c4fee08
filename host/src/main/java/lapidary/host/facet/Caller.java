package lapidary.host.facet;

import static lapidary.abi.ResultCode.FAILED;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.Refusal;
import lapidary.host.guest.GuestContext;

/**
 * The event of a facet that acts on others: it steps aside meanwhile, so that it takes nothing from
 * anybody, and what goes wrong there is a code here. Confined to the event's thread.
 */
public final class Caller {
    private static final Logger LOG = System.getLogger("lapidary.facet");

    private final EventGuard guard;

    Caller(EventGuard guard) {
        this.guard = guard;
    }

    /** Something to do with other facets. */
    public interface Action<T> {
        T run() throws InterruptedException;
    }

    /**
     * Acts on other facets.
     *
     * @throws Refusal if that cannot be done
     */
    public <T> T aside(Action<T> action) {
        guard.stepAside();
        try {
            return action.run();
        } catch (FailureException e) {
            LOG.log(Level.ERROR, "the host failed in a facet that another one called", e);
            throw new Refusal(FAILED, "the host failed: " + e.getMessage());
        } catch (HostException e) {
            throw CallRefusals.of(e);
        } catch (FacetRetiredException _) {
            throw new Refusal(UNAVAILABLE, "the object is being changed as a whole; try again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refusal(UNAVAILABLE, "the server is stopping");
        } finally {
            guard.resume();
        }
    }

    /** Takes what an event has burned that this one has waited for. */
    public void pay(Called called, GuestContext payer) {
        guard.calleeBurned(called.burned());
        payer.payForFacet(called.burned());
    }

    EventGuard guard() {
        return guard;
    }
}
