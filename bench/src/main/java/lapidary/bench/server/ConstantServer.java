package lapidary.bench.server;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Helidon, as the host has it, answering a constant: what HTTP alone costs here. */
public final class ConstantServer {
    private static final String LISTENING = "listening on ";

    private ConstantServer() {}

    /** In a process of its own, with this JVM's options. */
    public static ServerProcess start(Path folder) throws IOException {
        return ServerProcess.start(
                JavaCommand.of(ConstantServer.class.getName(), List.of()),
                folder,
                folder.resolve("constant.log"),
                line -> URI.create(line.substring(LISTENING.length())));
    }

    public static void main(String[] arguments) {
        var server =
                WebServer.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .routing(routing -> routing.get("/", (_, reply) -> reply.send("hello")))
                        .build()
                        .start();
        System.out.println(LISTENING + "http://127.0.0.1:" + server.port());
    }
}
