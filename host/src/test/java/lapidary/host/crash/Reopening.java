package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.engine.Engine;

/**
 * A host opened on what a crash left: what is wrong with what it finds, with how it goes on, and
 * with the files once it is closed.
 */
final class Reopening {
    /** No client has had such ids before. */
    private static final long FRESH_IDS = 1L << 32;

    private final Path data;
    private final Engine.Mode mode;
    private final Ledger ledger;
    private final List<String> complaints = new ArrayList<>();

    private Reopening(Path data, Engine.Mode mode, Ledger ledger) {
        this.data = data;
        this.mode = mode;
        this.ledger = ledger;
    }

    static List<String> complaints(Path data, Engine.Mode mode, Ledger ledger) {
        var reopening = new Reopening(data, mode, ledger);
        reopening.open();
        return reopening.complaints;
    }

    private void open() {
        try {
            try (var host = new BareHost(data, mode)) {
                var survey = Survey.of(host);
                complaints.addAll(ledger.complaints(survey));
                if (complaints.isEmpty()) {
                    goOn(host, survey);
                }
            }
            DataFiles.checkDatabases(data, complaints::add);
            DataFiles.checkNoStrays(data, complaints::add);
        } catch (IOException | SQLException | RuntimeException e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            complaints.add(trace.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Clients come back: all of them, and a new one. */
    private void goOn(BareHost host, Survey before) throws IOException, InterruptedException {
        var written = new ByteArrayOutputStream();
        var client = new Client(host, written, new AtomicLong(FRESH_IDS));
        new Workload(host, client).prepare();
        var facets = new HashSet<>(before.facets().keySet());
        before.objects()
                .forEach((namespace, objects) ->
                        objects.keySet()
                                .forEach(name -> facets.add(new Address(namespace, name, "a"))));
        facets.add(new Address("test", "new", "a"));
        for (var facet : facets) {
            client.write(facet);
        }
        var after = Ledger.of(before);
        written.toString(UTF_8).lines().map(Mark::parse).forEach(after::apply);
        complaints.addAll(after.complaints(Survey.of(host)));
    }
}
