package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lapidary.host.crash.Op.Verb;

/**
 * Clients that are at work until their server is gone: some share an object, some have their own.
 */
final class Load {
    private static final int WRITERS = 4;
    private static final int OWNERS = 2;
    private static final int VARIANTS = 100;

    /** What a client does, again and again. */
    private interface Work {
        void once() throws IOException, InterruptedException;
    }

    private final ByteArrayOutputStream marks = new ByteArrayOutputStream();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Client client;
    private final Random random;
    private final Consumer<String> complaints;

    /**
     * @param complaints of clients that were refused; thread-safe
     */
    Load(Host host, AtomicLong ids, Random random, Consumer<String> complaints) {
        client = new Client(host, marks, ids);
        this.random = random;
        this.complaints = complaints;
    }

    /** What all of them need; another module under an old name among it. */
    void prepare() throws IOException, InterruptedException {
        client.upload(Workload.NAMESPACE_MODULE, 0);
        client.upload("other", random.nextInt(VARIANTS));
        client.ask(Verb.NAMESPACE, "test", Workload.NAMESPACE_MODULE);
    }

    void removeObject(String name) throws IOException, InterruptedException {
        client.ask(Verb.DROP_OBJECT, "test", name);
    }

    /** Begins; returns at once. */
    void start(String shared) {
        for (int i = 0; i < WRITERS; i++) {
            var facet = new Address("test", shared, i % 2 == 0 ? "a" : "b");
            start(() -> client.write(facet));
        }
        for (int i = 0; i < OWNERS; i++) {
            var own = new Random(random.nextLong());
            String object = "owned-" + i;
            start(() -> step(object, own));
        }
    }

    private void start(Work work) {
        threads.add(Thread.ofVirtual().start(() -> repeat(work)));
    }

    private void repeat(Work work) {
        try {
            while (true) {
                work.once();
                acknowledged.incrementAndGet();
            }
        } catch (IOException | InterruptedException _) {
            // the server was killed, as it should be
        } catch (RuntimeException e) {
            complaints.accept(e.toString());
        }
    }

    /** Of a client that has the object for itself. */
    void step(String object, Random own) throws IOException, InterruptedException {
        var declared = new Address("test", object, own.nextBoolean() ? "a" : "b");
        var attached = new Address("test", object, "x");
        switch (own.nextInt(8)) {
            case 0 -> removeObject(object);
            case 1 -> client.ask(Verb.DROP_FACET, declared);
            case 2 -> client.ask(Verb.DROP_FACET, attached);
            case 3, 4 -> {
                client.ask(Verb.ATTACH, attached, own.nextBoolean() ? "other" : "probe");
                client.write(attached);
            }
            default -> client.write(declared);
        }
    }

    /** Returns once so many requests of theirs were acknowledged. */
    void await(int requests) throws InterruptedException {
        while (acknowledged.get() < requests && threads.stream().anyMatch(Thread::isAlive)) {
            Thread.sleep(1);
        }
    }

    /** What was asked for and acknowledged, once the server is gone. */
    List<Mark> finish() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
        return marks.toString(UTF_8).lines().map(Mark::parse).toList();
    }
}
