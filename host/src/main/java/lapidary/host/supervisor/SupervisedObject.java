package lapidary.host.supervisor;

import java.util.List;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.StartOptions;

/**
 * An object, as a supervisor in Java works on it. What it changes is durable when the method
 * returns. Thread-safe.
 *
 * @param namespace its name
 * @param name of the object
 */
public record SupervisedObject(String namespace, String name, ObjectRegistry objects) {
    /** Whether a facet is started: its events run, its alarm rings. */
    public boolean isRunning(String facet) throws InterruptedException {
        return objects.isStarted(namespace, name, facet);
    }

    /**
     * Starts a facet: its module is resolved to the code that it means now, and the facet wakes by
     * itself from then on, after a restart as well. One that is started is left as it is.
     *
     * @throws lapidary.host.error.CallerException if it cannot be started so
     */
    public void start(String facet, StartOptions options) throws InterruptedException {
        objects.startFacet(namespace, name, facet, options);
    }

    /**
     * Stops a facet and all below it: events that run and wait get the reason; data stays. The next
     * {@link #start} may name another module.
     */
    public void abort(String facet, String reason) throws InterruptedException {
        objects.stopFacet(namespace, name, facet, reason);
    }

    /** Removes a facet and all below it, with their data; fine if there is none. */
    public void delete(String facet) throws InterruptedException {
        objects.deleteFacet(namespace, name, facet);
    }

    /** Copies the data of a facet and all below it over another's. */
    public void copy(String from, String to) throws InterruptedException {
        objects.cloneFacet(namespace, name, from, to);
    }

    /** The names of its facets, those just below the root. */
    public List<String> facets() throws InterruptedException {
        return objects.childrenOfRoot(namespace, name);
    }
}
