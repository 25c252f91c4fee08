package lapidary.host.cli;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.Availability;
import lapidary.host.error.HostException;
import lapidary.host.module.AbiCheck;
import lapidary.host.wasm.Export;
import lapidary.host.wasm.Import;
import lapidary.host.wasm.Limits;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleFacts;
import lapidary.host.wasm.ModuleLimits;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an upload would find out about a module. The facts are absent if it could not be read, the
 * refusal if it would be taken.
 */
record Inspection(
        long sizeBytes,
        String digest,
        Optional<ModuleFacts> facts,
        Optional<HostException> refusal) {

    static Inspection of(byte[] bytes) {
        String digest = "sha256:" + HexFormat.of().formatHex(sha256(bytes));
        ModuleFacts facts;
        try {
            facts = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(bytes).facts();
        } catch (HostException e) {
            return new Inspection(bytes.length, digest, Optional.empty(), Optional.of(e));
        }
        return new Inspection(bytes.length, digest, Optional.of(facts), abiRefusal(facts));
    }

    private static Optional<HostException> abiRefusal(ModuleFacts facts) {
        try {
            new AbiCheck(facts).run();
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isTaken() {
        return refusal.isEmpty();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("size       %d bytes".formatted(sizeBytes));
        lines.add("digest     " + digest);
        facts.ifPresent(known -> addFacts(lines, known));
        lines.add("verdict    " + refusal.map(Inspection::describe).orElse("would be taken"));
        return lines;
    }

    private static String describe(HostException refusal) {
        return "refused, "
                + refusal.code()
                + ": "
                + Text.printable(String.valueOf(refusal.getMessage()));
    }

    private static void addFacts(List<String> lines, ModuleFacts facts) {
        int defined = facts.functions().size() - facts.importedFunctionCount();
        lines.add(
                "functions  %d, the longest %d bytes".formatted(defined, facts.largestFunction()));
        lines.add("memory     " + facts.memory().map(Inspection::pages).orElse("none"));
        for (var table : facts.tables()) {
            lines.add("table      " + size(table.limits(), "elements"));
        }
        lines.add("exports    " + names(facts.exports().stream().map(Export::name).toList()));
        lines.add("start      " + (facts.hasStart() ? "runs a function with each wake" : "none"));
        byModule(facts.imports())
                .forEach((module, imports) -> lines.add("imports    " + line(module, imports)));
    }

    private static String pages(Limits memory) {
        return size(memory, "pages of 64 KiB");
    }

    private static String size(Limits limits, String unit) {
        String most =
                limits.maximum().isPresent() ? ", at most " + limits.maximum().getAsLong() : "";
        return limits.minimum() + " " + unit + " at first" + most;
    }

    private static String line(String module, List<Import> imports) {
        String granted = AbiImports.isGranted(module) ? " (must be granted)" : "";
        return Text.printable(module)
                + granted
                + ": "
                + names(imports.stream().map(Inspection::nameAndState).toList());
    }

    private static String nameAndState(Import imported) {
        return imported.name()
                + offered(imported)
                        .map(function ->
                                switch (function.availability()) {
                                    case OFFERED -> "";
                                    case LATER -> " (not yet: DENIED)";
                                    case STUB -> " (stub: ENOSYS)";
                                })
                        .orElse(" (unknown)");
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : Text.printable(String.join(", ", names));
    }

    private static Optional<AbiFunction> offered(Import imported) {
        return AbiImports.find(imported.module(), imported.name());
    }

    private static Map<String, List<Import>> byModule(List<Import> imports) {
        Map<String, List<Import>> groups = new TreeMap<>();
        imports.forEach(
                each -> groups.computeIfAbsent(each.module(), _ -> new ArrayList<>()).add(each));
        return groups;
    }

    /** For programs. */
    ObjectNode document() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("sizeBytes", sizeBytes).put("digest", digest).put("taken", isTaken());
        refusal.ifPresent(each -> putProblem(document.putObject("problem"), each));
        facts.ifPresent(each -> putFacts(document, each));
        return document;
    }

    private static void putProblem(ObjectNode problem, HostException refusal) {
        problem.put("code", refusal.code().name());
        problem.put("status", refusal.code().status());
        problem.put("detail", refusal.getMessage());
        refusal.details().forEach(problem::putPOJO);
    }

    private static void putFacts(ObjectNode document, ModuleFacts facts) {
        int defined = facts.functions().size() - facts.importedFunctionCount();
        document.put("functions", defined);
        document.put("largestFunctionBytes", facts.largestFunction());
        document.put("hasStart", facts.hasStart());
        facts.memory().ifPresent(memory -> putLimits(document.putObject("memoryPages"), memory));
        ArrayNode tables = document.putArray("tableElements");
        facts.tables().forEach(table -> putLimits(tables.addObject(), table.limits()));
        ArrayNode exports = document.putArray("exports");
        facts.exports().forEach(export -> exports.add(export.name()));
        ArrayNode imports = document.putArray("imports");
        facts.imports().forEach(imported -> putImport(imports.addObject(), imported));
    }

    private static void putLimits(ObjectNode node, Limits limits) {
        node.put("minimum", limits.minimum());
        limits.maximum().ifPresent(maximum -> node.put("maximum", maximum));
    }

    private static void putImport(ObjectNode node, Import imported) {
        node.put("module", imported.module()).put("name", imported.name());
        offered(imported)
                .map(AbiFunction::availability)
                .map(Availability::name)
                .ifPresent(availability -> node.put("availability", availability));
        if (AbiImports.isGranted(imported.module())) {
            node.put("mustBeGranted", true);
        }
    }
}
