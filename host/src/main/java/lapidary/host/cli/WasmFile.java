package lapidary.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A module in a file, looked at before it is sent anywhere. */
final class WasmFile {
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final byte[] COMPONENT = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};

    private WasmFile() {}

    /**
     * Passes if the file begins like a core module.
     *
     * @throws IllegalArgumentException with what the file looks like instead, for the user
     */
    static void require(Path file) {
        byte[] head = head(file);
        if (Arrays.equals(head, MODULE)) {
            return;
        }
        throw new IllegalArgumentException(
                file + " is not a core WebAssembly module: " + hint(head));
    }

    private static String hint(byte[] head) {
        if (Arrays.equals(head, COMPONENT)) {
            return "it is a component; build a core module (a target such as wasm32-wasip1)";
        }
        if (new String(head, StandardCharsets.ISO_8859_1).strip().startsWith("(")) {
            return "it looks like the text format; translate it with wat2wasm";
        }
        return head.length == 0 ? "it is empty" : "it does not begin with \\0asm and version 1";
    }

    private static byte[] head(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MODULE.length);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read " + file + ": " + FileFailures.reason(e), e);
        }
    }
}
