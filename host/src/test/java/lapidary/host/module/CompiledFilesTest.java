package lapidary.host.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledFilesTest {
    @TempDir private Path folder;

    @Test
    void they_take_so_many_bytes_and_what_was_made_first_goes_first() throws Exception {
        var files = new CompiledFiles(folder, 1_000);
        for (int number = 0; number < 4; number++) {
            files.put("aa" + number, new byte[300]);
            var file = folder.resolve("aa").resolve("aa" + number + ".jar");
            if (Files.exists(file)) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(1_000L * number));
            }
        }
        assertTrue(files.get("aa0").isEmpty());
        assertTrue(files.get("aa1").isEmpty());
        assertArrayEquals(new byte[300], files.get("aa2").orElseThrow());
        assertArrayEquals(new byte[300], files.get("aa3").orElseThrow());
    }
}
