package lapidary.host;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server with the probe guest, one for all tests of a class. */
abstract class WithProbe {
    @TempDir static Path dataDir;
    static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
