package lapidary.host.cold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of the S3 API reference. */
class SignatureV4Test {
    private static final S3Credentials CREDENTIALS =
            new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final String NOTHING = SignatureV4.sha256(new byte[0]);
    private final SignatureV4 signature = new SignatureV4(CREDENTIALS, "us-east-1");

    @Test
    void a_part_of_an_object_is_asked_for() {
        var headers = headers(NOTHING, Map.of("range", "bytes=0-9"));
        assertEquals(
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                signed("GET", "/test.txt", headers));
    }

    @Test
    void an_object_is_put() {
        var headers =
                headers(
                        SignatureV4.sha256("Welcome to Amazon S3.".getBytes(UTF_8)),
                        Map.of(
                                "date",
                                "Fri, 24 May 2013 00:00:00 GMT",
                                "x-amz-storage-class",
                                "REDUCED_REDUNDANCY"));
        assertEquals(
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                signed("PUT", "/test%24file.text", headers));
    }

    @Test
    void a_query_is_signed_too() {
        assertEquals(
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                signed("GET", "/?lifecycle", headers(NOTHING, Map.of())));
        assertEquals(
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
                signed("GET", "/?prefix=J&max-keys=2", headers(NOTHING, Map.of())));
    }

    @Test
    void a_secret_is_not_printed() {
        assertFalse(CREDENTIALS.toString().contains("EXAMPLEKEY"));
    }

    @Test
    void a_bucket_has_names_that_can_be_in_a_url() {
        var endpoint = URI.create("https://s3.example");
        var bucket = new S3Bucket(endpoint, "eu-1", "bucket", "some/prefix");
        assertEquals("https://s3.example/bucket/some/prefix/key", bucket.uri("key", "") + "");
        for (String wrong : new String[] {"ftp://s3.example", "https://a@b", "https://a/b", "x"}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new S3Bucket(URI.create(wrong), "eu-1", "bucket", ""));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new S3Bucket(endpoint, "eu-1", "a/b", ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> new S3Bucket(endpoint, "eu-1", "bucket", "../x"));
    }

    private String signed(String method, String path, SortedMap<String, String> headers) {
        String value =
                signature.authorization(method, URI.create("https://" + HOST + path), headers);
        return value.substring(value.indexOf("Signature=") + "Signature=".length());
    }

    private static SortedMap<String, String> headers(String bodyHash, Map<String, String> more) {
        var headers = new TreeMap<>(more);
        headers.put("host", HOST);
        headers.put("x-amz-date", "20130524T000000Z");
        headers.put("x-amz-content-sha256", bodyHash);
        return headers;
    }
}
