package lapidary.host.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lapidary.host.error.CallerException;
import lapidary.host.error.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveOptionsTest {
    @TempDir Path folder;

    @Test
    void a_folder_is_relative_to_the_file_and_kept_for_a_week_by_default() throws IOException {
        var options = read("{\"dir\": \"kept\"}");
        assertEquals(new ArchiveOptions.Place.Folder(folder.resolve("kept")), options.place());
        assertEquals(Duration.ofDays(7), options.retention());
        assertEquals(
                Duration.ofHours(36), read("{\"dir\": \"x\", \"retention\": \"36h\"}").retention());
    }

    @Test
    void a_bucket_has_its_credentials_in_a_file_of_their_own() throws IOException {
        var options =
                read(
                        "{\"s3\": {\"endpoint\": \"https://s3.example\", \"region\": \"eu-1\","
                                + " \"bucket\": \"kept\", \"credentials\": \"s3.json\"}}");
        var bucket = (ArchiveOptions.Place.Bucket) options.place();
        assertEquals("kept", bucket.bucket().bucket());
        assertEquals(folder.resolve("s3.json"), bucket.credentials());
        var refused = assertThrows(FailureException.class, () -> options.open(folder));
        assertTrue(message(refused).contains("s3.json"), message(refused));
    }

    @Test
    void what_is_wrong_is_named() {
        refuses("{}", "archive.dir is missing");
        refuses("{\"dir\": \"x\", \"retention\": \"soon\"}", "archive.retention");
        refuses("{\"dir\": \"x\", \"s3\": {}}", "not both");
        refuses("{\"s3\": {}}", "archive.s3");
        refuses(
                "{\"s3\": {\"endpoint\": \"https://a/b\", \"region\": \"r\", \"bucket\": \"abc\","
                        + " \"credentials\": \"c\"}}",
                "is not an endpoint");
    }

    private void refuses(String archive, String part) {
        var refused = assertThrows(CallerException.class, () -> read(archive));
        assertTrue(message(refused).contains(part), message(refused));
    }

    private ArchiveOptions read(String archive) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, "{\"archive\": " + archive + "}");
        return Configuration.read(file).archive().orElseThrow();
    }

    private static String message(Exception refused) {
        return String.valueOf(refused.getMessage());
    }
}
