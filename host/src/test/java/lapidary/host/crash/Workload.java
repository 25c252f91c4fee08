package lapidary.host.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lapidary.host.crash.Op.Verb;

/**
 * What the clients of a recorded host do. The same each time for the same seed, but for how the
 * writes of several at once fall.
 */
final class Workload {
    static final String NAMESPACE_MODULE = "probe";
    private static final String NAMESPACE = "test";
    private static final List<String> OBJECTS = List.of("o1", "o2", "o3");
    private static final List<String> FACETS = List.of("a", "b", "x");
    private static final int VARIANTS_MAX = 100;
    private static final int STEPS = 10;
    private static final int BLOB_BYTES = 400_000;

    private final BareHost host;
    private final Client client;

    Workload(BareHost host, Client client) {
        this.host = host;
        this.client = client;
    }

    /** What every other step relies on; may be done again. */
    void prepare() throws IOException, InterruptedException {
        client.upload(NAMESPACE_MODULE, 0);
        client.ask(Verb.NAMESPACE, NAMESPACE, NAMESPACE_MODULE);
    }

    /** Everything once, in an order that leads through every kind of step. */
    void tour() throws IOException, InterruptedException {
        prepare();
        client.upload("other", 1);
        var first = new Address(NAMESPACE, "o1", "a");
        client.write(first);
        client.write(first);
        together(first, new Address(NAMESPACE, "o1", "b"));
        host.abort(first); // closes its database: the log is gone, and comes again
        client.write(first);
        var attached = new Address(NAMESPACE, "o1", "x");
        client.ask(Verb.ATTACH, attached, "other");
        client.write(attached);
        client.ask(Verb.ATTACH, attached, NAMESPACE_MODULE);
        client.write(attached);
        client.upload("other", 2);
        client.ask(Verb.DROP_FACET, attached);
        client.ask(Verb.DROP_FACET, first);
        client.write(first);
        removeObjects();
        checkpoint(new Address(NAMESPACE, "o3", "a"));
        client.write(first);
    }

    private void removeObjects() throws IOException, InterruptedException {
        var doomed = new Address(NAMESPACE, "o2", "a");
        client.write(doomed);
        client.write(doomed);
        client.ask(Verb.DROP_OBJECT, NAMESPACE, "o2");
        client.write(doomed);
        client.ask(Verb.NAMESPACE, "extra", NAMESPACE_MODULE);
        client.write(new Address("extra", "e1", "a"));
        client.ask(Verb.DROP_NAMESPACE, "extra");
    }

    /** A log so long that it is moved into the database, and is then written from its start. */
    private void checkpoint(Address facet) throws IOException, InterruptedException {
        client.write(facet);
        host.sql(facet, "CREATE TABLE blobs (b BLOB)");
        for (int i = 0; i < 11; i++) {
            host.sql(facet, "INSERT INTO blobs VALUES (zeroblob(" + BLOB_BYTES + "))");
        }
        client.write(facet);
        host.sweep();
        client.write(facet);
        client.write(facet);
        host.sql(facet, "DROP TABLE blobs");
        client.write(facet);
        client.ask(Verb.DROP_OBJECT, facet.namespace(), facet.object());
    }

    /** Several clients at once at each of the facets, so that one sync covers many commits. */
    private void together(Address... facets) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var facet : facets) {
            for (int i = 0; i < 3; i++) {
                threads.add(Thread.ofPlatform().start(() -> writeSome(facet)));
            }
        }
        for (var thread : threads) {
            thread.join();
        }
    }

    private void writeSome(Address facet) {
        try {
            for (int i = 0; i < 4; i++) {
                client.write(facet);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What one of many processes does that are killed: something new, something that the one before
     * may have been killed at, and steps by chance.
     */
    void visit(long number) throws IOException, InterruptedException {
        prepare();
        client.ask(Verb.DROP_OBJECT, NAMESPACE, visited(number - 2, "a").object());
        client.write(visited(number - 1, "a"));
        client.upload("other", (int) (number % VARIANTS_MAX));
        client.write(visited(number, "a"));
        client.ask(Verb.ATTACH, visited(number, "x"), "other");
        client.write(visited(number, "x"));
        client.ask(Verb.DROP_FACET, visited(number, "a"));
        client.ask(Verb.DROP_OBJECT, NAMESPACE, visited(number - 1, "a").object());
        var random = new Random(number);
        for (int i = 0; i < STEPS; i++) {
            step(random);
        }
    }

    private static Address visited(long number, String facet) {
        return new Address(NAMESPACE, "visited-" + number, facet);
    }

    private void step(Random random) throws IOException, InterruptedException {
        var facet = new Address(NAMESPACE, one(OBJECTS, random), one(FACETS, random));
        switch (random.nextInt(20)) {
            case 0, 1 -> client.ask(Verb.DROP_OBJECT, facet.namespace(), facet.object());
            case 2, 3, 4 -> client.ask(Verb.DROP_FACET, facet);
            case 5, 6, 7 ->
                    client.ask(Verb.ATTACH, facet, random.nextBoolean() ? "other" : "probe");
            case 8, 9 -> client.upload("other", random.nextInt(VARIANTS_MAX));
            case 10 -> client.ask(Verb.NAMESPACE, "extra", NAMESPACE_MODULE);
            case 11 -> client.ask(Verb.DROP_NAMESPACE, "extra");
            case 12 -> host.sweep();
            default -> write(facet);
        }
    }

    private void write(Address facet) throws IOException, InterruptedException {
        if (facet.declared().isEmpty()) {
            client.ask(Verb.ATTACH, facet, "other");
        }
        client.write(facet);
        client.write(facet);
    }

    private static String one(List<String> names, Random random) {
        return names.get(random.nextInt(names.size()));
    }
}
