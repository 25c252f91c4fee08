package lapidary.bench.peer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lapidary.bench.load.Paths;
import lapidary.bench.server.Caller;
import lapidary.bench.server.NewObjects;
import lapidary.bench.server.ServerProcess;
import tools.jackson.databind.json.JsonMapper;

/** workerd over a data folder of its own, with {@code worker.js}. */
final class WorkerdServer implements AutoCloseable, NewObjects {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KNOWN = "/known/";

    private final ServerProcess process;
    private final Caller caller;

    private WorkerdServer(ServerProcess process) {
        this.process = process;
        this.caller = new Caller(process.url());
    }

    static WorkerdServer start(Path program, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Workerd.copy("config.capnp", folder);
        Workerd.copy("worker.js", folder);
        var command =
                List.of(
                        program.toString(),
                        "serve",
                        "--experimental",
                        "--control-fd=1",
                        "config.capnp");
        return new WorkerdServer(
                ServerProcess.start(
                        command, folder, folder.resolve("workerd.log"), WorkerdServer::url));
    }

    /** From what it says on its control descriptor: the port, once it listens. */
    private static URI url(String line) {
        return URI.create("http://127.0.0.1:" + JSON.readTree(line).path("port").asInt());
    }

    /** See {@link lapidary.bench.server.LapidaryServer#objects}. */
    static Paths objects(int count, String operation) {
        return Paths.anyOf(count, "/o", KNOWN + operation);
    }

    /** The path of the first object. */
    static Paths one(String operation) {
        return Paths.one(objects(1, operation).of(1));
    }

    @Override
    public String knownCode(int number) throws IOException {
        return caller.get("/new" + number + KNOWN + "inc");
    }

    /** Its supervisor has the code already, and loads it when it is asked. */
    @Override
    public void upload(int number) {}

    @Override
    public String unseenCode(int number) throws IOException {
        return caller.get("/new" + number + "/code" + number + "/inc");
    }

    ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
