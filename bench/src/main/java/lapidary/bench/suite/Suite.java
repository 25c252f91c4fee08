package lapidary.bench.suite;

import java.util.List;

/** Measurements that answer one question together. Confined to the thread that runs it. */
public interface Suite {
    /** As the command line and the files of results call it: one word in small letters. */
    String name();

    /** What it answers, a sentence with a question mark. */
    String question();

    /**
     * Measures. What it starts it also ends, and what it writes it deletes, however it returns.
     *
     * @return at least one result, in the order in which they should be read
     * @throws SkippedException if something that it needs is not on this machine
     */
    List<Result> run(Options options, Progress progress) throws Exception;
}
