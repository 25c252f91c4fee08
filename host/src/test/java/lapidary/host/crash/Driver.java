package lapidary.host.crash;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.engine.Engine;

/** The process that is recorded: a host, and clients that are told what it did. */
final class Driver {
    private Driver() {}

    /**
     * Does it, and ends.
     *
     * @param args the data folder, the file of the marks, what to do ({@code tour} or {@code
     *     visit}), the number of the visit
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var marks = Path.of(args[1]);
        var before = marks(marks);
        var ids = new AtomicLong(before.stream().mapToLong(Mark::id).max().orElse(0) + 1);
        try (var out = new FileOutputStream(marks.toFile(), true);
                var host = new BareHost(Path.of(args[0]), Engine.Mode.COMPILED)) {
            var client = new Client(host, out, ids);
            client.ask(Op.Verb.SURVEY);
            again(client, Mark.unfinished(before));
            var workload = new Workload(host, client);
            if (args[2].equals("tour")) {
                workload.tour();
            } else {
                workload.visit(Long.parseLong(args[3]));
            }
            client.ask(Op.Verb.SURVEY);
        }
    }

    /** What was asked for when the process before was killed; whoever did may ask again. */
    private static void again(Client client, List<Op> unfinished)
            throws IOException, InterruptedException {
        for (var op : unfinished) {
            if (op.verb().isRepeatable()) {
                client.ask(op.verb(), op.words().toArray());
            }
        }
    }

    private static List<Mark> marks(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Mark::parse).toList()
                : List.of();
    }
}
