package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.AbiType;
import org.junit.jupiter.api.Test;

/** Each SDK declares its imports by hand, in one file; here they are read and compared. */
final class SdkImportsTest {
    private static final Path SDK = Path.of("sdk");
    private static final Pattern C_IMPORT =
            Pattern.compile("LAP_IMPORT\\((\\w+), (\\w+)\\)\\s+(\\w+) \\w+\\(([^)]*)\\);");
    private static final Pattern ASSEMBLYSCRIPT_IMPORT =
            Pattern.compile(
                    "@external\\(\"(\\w+)\", \"(\\w+)\"\\) +export declare function"
                            + " \\w+\\(([^)]*)\\): (\\w+);");
    private static final Pattern RUST_MODULE =
            Pattern.compile("^    \"(\\w+)\" \\{(.*?)^    }", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern RUST_IMPORT =
            Pattern.compile("\"(\\w+)\" \\w+\\(([^)]*)\\) -> (\\w+);");

    @Test
    void the_c_header_declares_what_a_facet_may_import() throws IOException {
        var declared = new TreeMap<String, String>();
        matches(C_IMPORT, "c/lapidary_imports.h")
                .forEach(m -> declared.put(name(m), shape(types(m.group(4)), type(m.group(3)))));
        assertEquals(contract(declared), declared);
    }

    @Test
    void the_rust_crate_declares_what_a_facet_may_import() throws IOException {
        var declared = new TreeMap<String, String>();
        for (MatchResult module : matches(RUST_MODULE, "rust/src/imports.rs")) {
            RUST_IMPORT
                    .matcher(module.group(2))
                    .results()
                    .forEach(m ->
                            declared.put(
                                    module.group(1) + "." + m.group(1),
                                    shape(types(m.group(2)), type(m.group(3)))));
        }
        assertEquals(contract(declared), declared);
    }

    @Test
    void the_assemblyscript_package_declares_what_a_facet_may_import() throws IOException {
        var declared = new TreeMap<String, String>();
        matches(ASSEMBLYSCRIPT_IMPORT, "assemblyscript/imports.ts")
                .forEach(m -> declared.put(name(m), shape(types(m.group(3)), type(m.group(4)))));
        assertEquals(contract(declared), declared);
    }

    private static List<MatchResult> matches(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(SDK.resolve(file))).results().toList();
    }

    private static String name(MatchResult match) {
        return match.group(1) + "." + match.group(2);
    }

    /** The contract's facet and supervisor modules; of others, as much as the SDK declares. */
    private static Map<String, String> contract(Map<String, String> declared) {
        return AbiImports.all().stream()
                .filter(f -> isOurs(f) || declared.containsKey(f.qualifiedName()))
                .collect(
                        Collectors.toMap(
                                AbiFunction::qualifiedName,
                                SdkImportsTest::shape,
                                (first, _) -> first,
                                TreeMap::new));
    }

    private static boolean isOurs(AbiFunction function) {
        return function.module().startsWith("facet_")
                || function.module().startsWith("supervisor_");
    }

    private static String shape(AbiFunction function) {
        String parameters =
                function.parameters().stream().map(AbiType::text).collect(Collectors.joining(" "));
        return shape(parameters, function.results().getFirst().text());
    }

    private static String shape(String parameters, String result) {
        return "(" + parameters + ") -> " + result;
    }

    /** The Wasm types of a parameter list, whatever the language writes them as. */
    private static String types(String parameters) {
        return Arrays.stream(parameters.split(","))
                .map(String::strip)
                .filter(parameter -> !parameter.isEmpty() && !parameter.equals("void"))
                .map(SdkImportsTest::type)
                .collect(Collectors.joining(" "));
    }

    /** Pointers and lengths are 32 bits wide, and only what says 64 is more. */
    private static String type(String declaration) {
        boolean isPointer = declaration.contains("*");
        return !isPointer && declaration.matches(".*\\b(int64_t|i64)\\b.*") ? "i64" : "i32";
    }
}
