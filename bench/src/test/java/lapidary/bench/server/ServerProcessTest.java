package lapidary.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    @TempDir Path folder;

    @Test
    void its_end_is_quiet() throws IOException {
        var uncaught = new ConcurrentLinkedQueue<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
        try {
            for (int i = 0; i < 20; i++) {
                talkative().close();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(List.of(), List.copyOf(uncaught));
    }

    /** Says where it listens, and goes on saying something. */
    private ServerProcess talkative() throws IOException {
        return ServerProcess.start(
                List.of("sh", "-c", "echo http://127.0.0.1:1; while :; do echo more; done"),
                folder,
                folder.resolve("log"),
                URI::create);
    }
}
