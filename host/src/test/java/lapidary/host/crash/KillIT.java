package lapidary.host.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real server, killed again and again in the middle of its work: what a client was told is true
 * afterwards. {@code -Dlapidary.kill.rounds=} makes it more often, or less.
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("lapidary.kill.rounds", 200);
    private static final int REQUESTS_MAX = 80;
    private static final int MORE_MILLIS_MAX = 10;
    private static final int START_MILLIS_MAX = 600;

    /** Of five rounds one has a server that is killed while it starts. */
    private static final int ROUNDS_OF_START = 5;

    /** Rounds after which another object is written to, so that there is never much to read. */
    private static final int ROUNDS_OF_OBJECT = 4;

    @TempDir private Path work;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Random random = new Random(Long.getLong("lapidary.kill.seed", 1));
    private final AtomicLong ids = new AtomicLong();
    private final Ledger ledger = new Ledger();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private long acknowledged;

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void what_was_acknowledged_is_there_once_after_each_of_hundreds_of_kills() throws Exception {
        var data = work.resolve("data");
        var archive = archive(work.resolve("classes.jsa"));
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = KilledServer.start(data, archive)) {
                if (random.nextInt(ROUNDS_OF_START) == 0) {
                    Thread.sleep(random.nextInt(START_MILLIS_MAX));
                    server.kill();
                } else {
                    round(round, data, server);
                }
            }
            checkDatabases(data);
            assertEquals(List.of(), complaints, "in round " + round);
        }
        System.out.println(ROUNDS + " kills, " + acknowledged + " requests acknowledged");
    }

    /** A server that has done everything once leaves its classes to those that come. */
    private Path archive(Path archive) throws Exception {
        try (var server = KilledServer.startArchiving(work.resolve("first"), archive)) {
            var host = new RemoteHost(client, server.url());
            var load = new Load(host, ids, random, complaints::add);
            load.prepare();
            for (int i = 0; i < 20; i++) {
                load.step("first", random);
            }
            var _ = Survey.of(host);
            server.stop();
        }
        return archive;
    }

    /** Checks what the kill before has left, then has clients at work for a while. */
    private void round(int round, Path data, KilledServer server) throws Exception {
        var host = new RemoteHost(client, server.url());
        var survey = Survey.of(host);
        complaints.addAll(ledger.complaints(survey));
        ledger.settle(survey);
        checkNoStrays(data);
        var load = new Load(host, ids, random, complaints::add);
        load.prepare();
        int generation = round / ROUNDS_OF_OBJECT;
        load.removeObject("shared-" + (generation - 1));
        load.start("shared-" + generation);
        load.await(random.nextInt(REQUESTS_MAX));
        Thread.sleep(random.nextInt(MORE_MILLIS_MAX));
        server.kill();
        for (var mark : load.finish()) {
            ledger.apply(mark);
            acknowledged += mark instanceof Mark.Acknowledged ? 1 : 0;
        }
    }

    /** Of what the killed server has left, before another touches it. */
    private void checkDatabases(Path data) throws Exception {
        if (Files.exists(data)) {
            inCopy(data, copy -> DataFiles.checkDatabases(copy, complaints::add));
        }
    }

    /** Each object has been read by now, and no client is at work. */
    private void checkNoStrays(Path data) throws Exception {
        inCopy(data, copy -> DataFiles.checkNoStrays(copy, complaints::add));
    }

    private interface Check {
        void check(Path folder) throws Exception;
    }

    private void inCopy(Path data, Check check) throws Exception {
        var copy = Files.createDirectory(work.resolve("copy"));
        DataFiles.copyDatabases(data, copy);
        check.check(copy);
        WorkFolder.remove(copy);
    }
}
