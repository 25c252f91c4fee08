package lapidary.host.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a host, and writes down what it asks for and what was acknowledged. Thread-safe, as long as
 * nobody asks the same host to remove what others use.
 */
final class Client {
    private final Host host;
    private final OutputStream marks;
    private final AtomicLong ids;

    /**
     * @param ids no other request has had
     */
    Client(Host host, OutputStream marks, AtomicLong ids) {
        this.host = host;
        this.marks = marks;
        this.ids = ids;
    }

    void ask(Op.Verb verb, Object... words) throws IOException, InterruptedException {
        var op =
                new Op(
                        ids.incrementAndGet(),
                        verb,
                        List.of(words).stream().map(String::valueOf).toList());
        write(new Mark.Begun(op));
        write(new Mark.Acknowledged(op.id(), perform(op)));
    }

    void upload(String name, int variant) throws IOException, InterruptedException {
        ask(Op.Verb.UPLOAD, name, BareHost.digest(variant), variant);
    }

    /** Writes an item like no other. */
    void write(Address facet) throws IOException, InterruptedException {
        long number = ids.incrementAndGet();
        if ((number >> 1) % 2 == 0) {
            ask(Op.Verb.ROW, facet, "r" + number);
        } else {
            ask(Op.Verb.KEY, facet, "k" + number);
        }
    }

    private String perform(Op op) throws IOException, InterruptedException {
        switch (op.verb()) {
            case UPLOAD -> host.upload(op.word(0), Integer.parseInt(op.word(2)));
            case NAMESPACE -> host.putNamespace(op.word(0), op.word(1));
            case DROP_NAMESPACE -> host.deleteNamespace(op.word(0));
            case ROW ->
                    host.sql(
                            op.facet(),
                            "CREATE TABLE IF NOT EXISTS t (n INTEGER); INSERT INTO t VALUES (%s)"
                                    .formatted(op.word(1).substring(1)));
            case KEY -> host.probe(op.facet(), "kv-put/" + op.word(1));
            case ATTACH -> host.attach(op.facet(), op.word(1));
            case DROP_FACET -> host.deleteFacet(op.facet());
            case DROP_OBJECT -> host.deleteObject(op.word(0), op.word(1));
            case SURVEY -> {
                return Survey.of(host).json();
            }
        }
        return "";
    }

    private synchronized void write(Mark mark) throws IOException {
        marks.write(mark.toString().getBytes(StandardCharsets.UTF_8));
    }
}
