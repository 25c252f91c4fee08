package lapidary.host.storage;

import java.io.IOException;

/** A log of commits that somebody follows. Confined as the log that it is made of. */
final class FollowedLog implements CommitLog {
    private final CommitLog log;
    private final WalFollower follower;

    FollowedLog(CommitLog log, WalFollower follower) {
        this.log = log;
        this.follower = follower;
    }

    @Override
    public long commit() {
        long number = log.commit();
        follower.committed();
        return number;
    }

    @Override
    public long committed() {
        return log.committed();
    }

    @Override
    public void beforeCheckpoint() {
        log.beforeCheckpoint();
        follower.beforeCheckpoint();
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
        log.awaitDurable(sequence);
    }

    @Override
    public void pass(long sequence) {
        log.pass(sequence);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
