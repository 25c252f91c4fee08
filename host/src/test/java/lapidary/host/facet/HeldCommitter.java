package lapidary.host.facet;

import java.io.IOException;
import java.nio.file.Path;
import lapidary.host.storage.CommitLog;
import lapidary.host.storage.Committer;
import lapidary.host.storage.Durability;
import lapidary.host.storage.LocalCommitter;

/** Makes commits durable when a test lets it. Thread-safe. */
final class HeldCommitter implements Committer {
    private final Committer committer = LocalCommitter.ofThisProcess();
    private boolean isHeld;

    synchronized void hold() {
        isHeld = true;
    }

    synchronized void letGo() {
        isHeld = false;
        notifyAll();
    }

    private synchronized void awaitLetGo() {
        try {
            while (isHeld) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CommitLog open(Path database) throws IOException {
        return new Held(committer.open(database));
    }

    private final class Held implements CommitLog {
        private final CommitLog log;

        Held(CommitLog log) {
            this.log = log;
        }

        @Override
        public long commit() {
            return log.commit();
        }

        @Override
        public long committed() {
            return log.committed();
        }

        @Override
        public void beforeCheckpoint() {
            log.beforeCheckpoint();
        }

        @Override
        public void acknowledge(Durability durability) {
            log.acknowledge(durability);
        }

        @Override
        public long durable() {
            return log.durable();
        }

        @Override
        public void awaitDurable(long sequence) {
            awaitLetGo();
            log.awaitDurable(sequence);
        }

        @Override
        public void pass(long sequence) {
            awaitLetGo();
            log.pass(sequence);
        }

        @Override
        public void close() throws IOException {
            log.close();
        }
    }
}
