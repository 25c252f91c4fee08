package lapidary.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import lapidary.bench.load.Paths;

/** A real server over a data folder of its own, with {@code hits.c} deployed. */
public final class LapidaryServer implements AutoCloseable, NewObjects {
    private static final String MAIN = "lapidary.host.cli.Main";
    private static final String LISTENING = "listening on ";
    private static final String OBJECTS = "/o/bench/o";
    private static final String NUMBER = "0000000000"; // in the guest's data

    private final ServerProcess process;
    private final Caller caller;

    private LapidaryServer(ServerProcess process) {
        this.process = process;
        this.caller = new Caller(process.url());
    }

    /**
     * Starts it.
     *
     * @param folder in which it has its {@code data}, or had it before, and its log
     */
    public static LapidaryServer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        var arguments = List.of("serve", "--data-dir", "data", "--listen", "127.0.0.1:0");
        return new LapidaryServer(
                ServerProcess.start(
                        JavaCommand.of(MAIN, arguments),
                        folder,
                        folder.resolve("lapidary.log"),
                        line -> URI.create(line.substring(LISTENING.length()))));
    }

    /**
     * Lets facet {@code app} run the guest: in namespace {@code bench} as it was built, in {@code
     * cold} as it was uploaded last.
     */
    public LapidaryServer deployed() throws IOException {
        upload("hits", guest());
        route("bench", "hits");
        upload("cold", guest());
        route("cold", "cold");
        return this;
    }

    private void upload(String module, byte[] wasm) throws IOException {
        caller.put("/v1/modules/" + module, wasm);
    }

    private void route(String namespace, String module) throws IOException {
        String document = "{\"facets\": {\"app\": {\"module\": \"" + module + "\"}}}";
        caller.put("/v1/namespaces/" + namespace, document.getBytes(UTF_8));
    }

    /**
     * Paths of some objects, numbered from 1.
     *
     * @param operation one that the guest knows: {@code hello get inc}
     */
    public static Paths objects(int count, String operation) {
        return Paths.anyOf(count, OBJECTS, "/app/" + operation);
    }

    /** The path of the first object. */
    public static Paths one(String operation) {
        return Paths.one(objects(1, operation).of(1));
    }

    @Override
    public String knownCode(int number) throws IOException {
        return caller.get("/o/bench/new" + number + "/app/inc");
    }

    @Override
    public void upload(int number) throws IOException {
        upload("cold", guest(number));
    }

    @Override
    public String unseenCode(int number) throws IOException {
        return caller.get("/o/cold/new" + number + "/app/inc");
    }

    private static byte[] guest() throws IOException {
        try (InputStream in = LapidaryServer.class.getResourceAsStream("hits.wasm")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** The guest with another number in its data: code that no server has seen. */
    private static byte[] guest(int number) throws IOException {
        byte[] wasm = guest();
        byte[] digits = "%010d".formatted(number).getBytes(UTF_8);
        int at = new String(wasm, ISO_8859_1).indexOf(NUMBER);
        System.arraycopy(digits, 0, wasm, at, digits.length);
        return wasm;
    }

    public ServerProcess process() {
        return process;
    }

    public Caller caller() {
        return caller;
    }

    @Override
    public void close() {
        process.close();
    }
}
