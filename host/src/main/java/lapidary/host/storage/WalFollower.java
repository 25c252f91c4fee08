package lapidary.host.storage;

import java.nio.file.Path;

/**
 * Follows the write-ahead log of one facet's open database, to keep elsewhere what is committed.
 * Called by whoever has the facet's turn, in this order: {@link #opened}, then any of the others,
 * then {@link #closed}.
 */
public interface WalFollower {
    /** Follows nothing. */
    WalFollower NONE =
            new WalFollower() {
                @Override
                public void opened() {}

                @Override
                public void committed() {}

                @Override
                public void beforeCheckpoint() {}

                @Override
                public void closed() {}
            };

    /** SQLite has the file open from now on, and there is a log. */
    void opened();

    /** There is one more commit in the log. */
    void committed();

    /** All that is in the log is durable, and is about to be lost there. */
    void beforeCheckpoint();

    /** The file is closed, and whole without its log. */
    void closed();

    /** Gives each file its follower. */
    interface Source {
        /** Nobody follows. */
        Source NONE = (_, _) -> WalFollower.NONE;

        /**
         * The file is there, and SQLite is about to open it: the last moment to read it.
         *
         * @param isNew whether it was made just now, for a facet that had none
         */
        WalFollower opening(Path file, boolean isNew);
    }
}
