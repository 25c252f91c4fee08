package lapidary.host.socket;

import lapidary.host.storage.CommitGate;
import org.jspecify.annotations.Nullable;

/**
 * What something waits for before it may leave the host: a commit, or nothing. Immutable.
 *
 * @param commits of a facet; null if nothing is waited for
 * @param sequence the commit that it depends on
 */
public record Gate(@Nullable CommitGate commits, long sequence) {
    /** Depends on no commit. */
    public static final Gate OPEN = new Gate(null, 0);

    /**
     * Returns when it may leave.
     *
     * @throws lapidary.host.error.FailureException if it never will
     */
    public void pass() {
        if (commits != null) {
            commits.pass(sequence);
        }
    }
}
