package lapidary.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code deploy}: uploads a module and, if asked, lets a namespace's facet run it. */
@Command(
        name = "deploy",
        description = "Uploads a module, and lets a facet of a namespace run it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The namespace is made if it is not there; its other settings stay as they are.",
            "",
            "Examples:",
            "  lapidary deploy counter counter.wasm",
            "  lapidary deploy counter counter.wasm --namespace demo --facet app"
        })
final class DeployCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The module's name: a-z, 0-9 and -")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE.wasm", description = "A core WebAssembly module")
    private Path file = Path.of("");

    @Option(names = "--namespace", paramLabel = "NS", description = "The namespace to route in")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--facet",
            paramLabel = "F",
            description = "The facet of the namespace's objects that runs the module")
    private Optional<String> facet = Optional.empty();

    DeployCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        Names.requirePlain("module", name);
        WasmFile.require(file);
        if (namespace.isPresent() != facet.isPresent()) {
            throw new IllegalArgumentException("--namespace and --facet go together");
        }
        namespace.ifPresent(each -> Names.requirePlain("namespace", each));
        facet.ifPresent(each -> Names.requireFree("facet", each));

        var deployment = new Deployment(client);
        ObjectNode result = Json.MAPPER.createObjectNode();
        JsonNode module = deployment.upload(name, file);
        result.set("module", module);
        if (!printsJson()) {
            printModule(module);
        }
        if (namespace.isPresent() && facet.isPresent()) {
            result.set("namespace", deployment.route(namespace.get(), facet.get(), name));
            if (!printsJson()) {
                terminal()
                        .out()
                        .println(
                                "namespace %s: facet %s runs %s"
                                        .formatted(namespace.get(), facet.get(), name));
            }
        }
        if (printsJson()) {
            terminal().out().println(Json.pretty(result));
        }
        return 0;
    }

    private void printModule(JsonNode module) {
        var out = terminal().out();
        out.println(
                "module %s: %s, %s bytes"
                        .formatted(
                                name,
                                Text.printable(module.path("digest").asString("?")),
                                module.path("sizeBytes")));
        for (String member : new String[] {"exports", "imports", "capabilities"}) {
            JsonNode value = module.path(member);
            if (!value.isMissingNode()) {
                out.println("  " + member + ": " + Text.printable(words(value)));
            }
        }
    }

    private static String words(JsonNode value) {
        if (!value.isArray()) {
            return value.toString();
        }
        return value.isEmpty()
                ? "none"
                : String.join(
                        " ",
                        value.valueStream()
                                .map(each -> each.isString() ? each.asString() : each.toString())
                                .toList());
    }
}
