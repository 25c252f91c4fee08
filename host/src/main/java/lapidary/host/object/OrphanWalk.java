package lapidary.host.object;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import lapidary.host.error.HostException;

/**
 * Looks once at all objects of the index, some at a time, after a server that was killed: reading
 * an object's tree removes what a crash has left there. Confined to the thread that sweeps.
 */
final class OrphanWalk {
    private static final Logger LOG = System.getLogger("lapidary.object");

    /** Some tens of milliseconds, each second. */
    private static final int OBJECTS_AT_ONCE = 100;

    private final ObjectIndex index;
    private final Orphans orphans;
    private ObjectIndex.Place place = ObjectIndex.Place.START;
    private long count;

    OrphanWalk(ObjectIndex index, Orphans orphans) {
        this.index = index;
        this.orphans = orphans;
    }

    /** Reads the tree of an object. */
    interface Reader {
        int read(ObjectIndex.Place place) throws InterruptedException;
    }

    /** Reads the next few objects; whether there are more. */
    boolean goOn(Reader reader) {
        List<ObjectIndex.Place> next = index.next(place, OBJECTS_AT_ONCE);
        for (var object : next) {
            read(object, reader);
            place = object;
            count++;
        }
        if (next.size() < OBJECTS_AT_ONCE) {
            LOG.log(
                    Level.INFO,
                    "looked at all {0} objects after a crash; {1} files removed since the start",
                    count,
                    orphans.removed());
            return false;
        }
        return true;
    }

    /** One that cannot be read says so when it is asked for, and keeps nobody from the others. */
    private static void read(ObjectIndex.Place object, Reader reader) {
        try {
            reader.read(object);
        } catch (HostException e) {
            LOG.log(Level.WARNING, "an object''s tree cannot be read: {0}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
