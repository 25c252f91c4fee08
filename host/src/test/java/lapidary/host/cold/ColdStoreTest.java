package lapidary.host.cold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store does, of a folder and of a bucket. */
class ColdStoreTest {
    @TempDir Path folder;

    private interface Check {
        void of(ColdStore store) throws IOException;
    }

    private void ofBoth(Check check) throws IOException {
        check.of(new FolderStore(folder.resolve("store")));
        try (var service = new FakeS3();
                var store = bucket(service.endpoint(), FakeS3.CREDENTIALS)) {
            check.of(store);
            assertTrue(service.files.keySet().stream().allMatch(key -> key.startsWith("pre/")));
        }
    }

    private static S3Store bucket(URI endpoint, S3Credentials credentials) {
        return new S3Store(
                new S3Bucket(endpoint, FakeS3.REGION, "bucket", "pre"),
                credentials,
                InstantSource.system());
    }

    @Test
    void what_was_put_is_read_whole_and_in_parts() throws IOException {
        ofBoth(store -> {
            store.put("a/b/one.ltx", file("0123456789"));
            try (var in = store.open("a/b/one.ltx")) {
                assertArrayEquals("0123456789".getBytes(UTF_8), in.readAllBytes());
            }
            assertArrayEquals("345".getBytes(UTF_8), store.range("a/b/one.ltx", 3, 3));
            assertArrayEquals("89".getBytes(UTF_8), store.range("a/b/one.ltx", 8, 100));
            assertEquals(0, store.range("a/b/one.ltx", 10, 5).length);
            store.put("a/b/one.ltx", file("other"));
            assertArrayEquals("other".getBytes(UTF_8), store.range("a/b/one.ltx", 0, 100));
            store.put("a/b/empty", file(""));
            try (var in = store.open("a/b/empty")) {
                assertEquals(0, in.readAllBytes().length);
            }
        });
    }

    @Test
    void what_is_not_there_is_said_and_may_be_deleted() throws IOException {
        ofBoth(store -> {
            assertThrows(NoSuchFileException.class, () -> store.open("a/none"));
            assertThrows(NoSuchFileException.class, () -> store.range("a/none", 0, 1));
            store.delete("a/none");
            store.put("a/x", file("x"));
            store.delete("a/x");
            assertThrows(NoSuchFileException.class, () -> store.open("a/x"));
            assertEquals(List.of(), store.list("a/none", "", 10));
        });
    }

    @Test
    void a_folder_is_listed_in_pages_with_its_folders() throws IOException {
        ofBoth(store -> {
            for (String key : List.of("f/3", "f/1", "f/2/x", "f/2/y", "f/4", "g/9")) {
                store.put(key, file(key));
            }
            assertEquals(
                    List.of("1 3 false", "2 0 true", "3 3 false", "4 3 false"),
                    store.list("f", "", 10).stream()
                            .map(it -> it.name() + " " + it.size() + " " + it.isFolder())
                            .toList());
            assertEquals(List.of("1", "2"), names(store.list("f", "", 2)));
            assertEquals(List.of("3", "4"), names(store.list("f", "2", 3)));
            assertEquals(List.of(), names(store.list("f", "4", 2)));
        });
    }

    @Test
    void keys_stay_below_the_store() throws IOException {
        ofBoth(store -> {
            for (String key : List.of("a b", "a?b", "ä", "")) {
                assertThrows(IllegalArgumentException.class, () -> store.open(key));
            }
        });
        var store = new FolderStore(folder);
        for (String key : List.of("../x", "a/../../x", "/x", "a//x", ".x")) {
            assertThrows(IllegalArgumentException.class, () -> store.open(key));
        }
    }

    @Test
    void a_wrong_secret_is_refused_with_what_the_service_says() throws IOException {
        try (var service = new FakeS3();
                var store = bucket(service.endpoint(), new S3Credentials("KEYID", "wrong"))) {
            var refused = assertThrows(IOException.class, () -> store.put("x", file("x")));
            assertTrue(message(refused).contains("403"), message(refused));
            assertTrue(message(refused).contains("SignatureDoesNotMatch"));
        }
    }

    @Test
    void a_listing_that_declares_entities_is_refused() {
        String hostile =
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListBucketResult>"
                        + "<Contents><Key>p/&e;</Key></Contents></ListBucketResult>";
        assertThrows(IOException.class, () -> S3Listing.read(hostile.getBytes(UTF_8), "p/"));
        assertThrows(IOException.class, () -> S3Listing.read("<Contents>".getBytes(UTF_8), "p/"));
    }

    private static List<String> names(List<ColdStore.Entry> entries) {
        return entries.stream().map(ColdStore.Entry::name).toList();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private static String message(Exception refused) {
        return String.valueOf(refused.getMessage());
    }
}
