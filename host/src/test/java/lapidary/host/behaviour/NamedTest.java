package lapidary.host.behaviour;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** A test that a page names, as class and method: {@code FacetTreeIT.a_nested_deletion}. */
final class NamedTest {
    private static final Path TESTS = Path.of("src", "test", "java");

    private NamedTest() {}

    /** Fails unless there is such a class, once, and it has such a test. */
    static void require(String named) {
        int dot = named.indexOf('.');
        String method = named.substring(dot + 1);
        assertTrue(
                Arrays.stream(classOf(named.substring(0, dot)).getDeclaredMethods())
                        .anyMatch(each -> each.getName().equals(method) && isTest(each)),
                "there is no test " + named);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class)
                || method.isAnnotationPresent(ParameterizedTest.class);
    }

    private static Class<?> classOf(String simpleName) {
        try (var files = Files.walk(TESTS)) {
            var found =
                    files.filter(file -> file.endsWith(simpleName + ".java"))
                            .map(file -> TESTS.relativize(file).toString())
                            .toList();
            assertTrue(found.size() == 1, simpleName + " is " + found);
            String name = found.getFirst().replace(".java", "").replaceAll("[/\\\\]", ".");
            return Class.forName(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
