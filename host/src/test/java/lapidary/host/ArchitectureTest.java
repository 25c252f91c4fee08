package lapidary.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/ARCHITECTURE.md's table of packages to the code. */
class ArchitectureTest {
    /** From the top: each uses only those after it. */
    private static final List<String> PACKAGES =
            List.of(
                    "cli",
                    "app",
                    "http",
                    "token",
                    "feed",
                    "supervisor",
                    "object",
                    "facet",
                    "outbound",
                    "guest",
                    "socket",
                    "module",
                    "engine",
                    "wasm",
                    "archive",
                    "cold",
                    "billing",
                    "storage",
                    "ltx",
                    "sql",
                    "json",
                    "usage",
                    "metrics",
                    "fuel",
                    "memory",
                    "error");

    private static final JavaClasses HOST =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("lapidary.host");

    @Test
    void the_map_names_each_package_in_this_order() throws IOException {
        String map = Files.readString(Path.of("../docs/ARCHITECTURE.md"));
        String section = map.split("\n## Packages of `host`\n", -1)[1].split("\n## ", -1)[0];
        var named =
                Pattern.compile("(?m)^\\| `([a-z]+)` \\|")
                        .matcher(section)
                        .results()
                        .map(row -> row.group(1))
                        .toList();
        assertEquals(PACKAGES, named);
    }

    @Test
    void a_package_uses_only_packages_below_it() {
        for (int i = 0; i < PACKAGES.size(); i++) {
            for (String above : PACKAGES.subList(0, i)) {
                noClasses()
                        .that()
                        .resideInAPackage("lapidary.host." + PACKAGES.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("lapidary.host." + above)
                        .check(HOST);
            }
        }
    }

    @Test
    void there_is_no_package_that_the_table_does_not_name() {
        var named = PACKAGES.stream().map(name -> "lapidary.host." + name).toArray(String[]::new);
        noClasses().should().resideOutsideOfPackages(named).check(HOST);
    }

    @Test
    void only_the_engine_package_knows_the_wasm_runtime() {
        onlyFrom("engine", "com.dylibso.chicory..");
    }

    @Test
    void only_the_storage_package_knows_sqlite() {
        onlyFrom("storage", "java.sql..", "org.sqlite..");
    }

    @Test
    void only_the_ltx_package_knows_how_to_compress() {
        onlyFrom("ltx", "net.jpountz..");
    }

    @Test
    void only_the_http_package_knows_the_http_server() {
        onlyFrom("http", "io.helidon..");
    }

    @Test
    void only_the_command_line_knows_its_parser() {
        onlyFrom("cli", "picocli..");
    }

    @Test
    void only_the_outbound_package_speaks_http_for_guests() {
        onlyFrom("outbound", "org.apache.hc..");
    }

    @Test
    void only_clients_of_other_servers_know_an_http_client() {
        noClasses()
                .that()
                .resideOutsideOfPackages("lapidary.host.cli", "lapidary.host.cold")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(HOST);
    }

    private static void onlyFrom(String owner, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackage("lapidary.host." + owner)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(HOST);
    }
}
