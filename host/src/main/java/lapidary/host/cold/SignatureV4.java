package lapidary.host.cold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 for S3: what goes into the header {@code Authorization}. Immutable. See
 * "Authenticating Requests: Using the Authorization Header" of the S3 API reference.
 */
final class SignatureV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;

    private final S3Credentials credentials;
    private final String region;

    SignatureV4(S3Credentials credentials, String region) {
        this.credentials = credentials;
        this.region = region;
    }

    /** A time as the header {@code x-amz-date} has it. */
    static String time(Instant now) {
        return TIME.format(now);
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /**
     * The header's value.
     *
     * @param headers to be signed, by their names in small letters; among them {@code host}, {@code
     *     x-amz-date} and {@code x-amz-content-sha256}
     */
    String authorization(String method, URI uri, SortedMap<String, String> headers) {
        String time = headers.getOrDefault("x-amz-date", "");
        String scope = time.substring(0, DATE_LENGTH) + "/" + region + "/s3/aws4_request";
        String signed = String.join(";", headers.keySet());
        String request =
                String.join(
                        "\n",
                        method,
                        uri.getRawPath(),
                        query(uri),
                        headers.entrySet().stream()
                                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                                .collect(Collectors.joining()),
                        signed,
                        headers.getOrDefault("x-amz-content-sha256", ""));
        String toSign = String.join("\n", ALGORITHM, time, scope, sha256(request.getBytes(UTF_8)));
        String signature =
                HexFormat.of().formatHex(hmac(key(time.substring(0, DATE_LENGTH)), toSign));
        return "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
                .formatted(ALGORITHM, credentials.accessKeyId(), scope, signed, signature);
    }

    /** Sorted, and with a value for each name. */
    private static String query(URI uri) {
        if (uri.getRawQuery() == null) {
            return "";
        }
        var sorted = new TreeMap<String, String>();
        Arrays.stream(uri.getRawQuery().split("&"))
                .forEach(part -> {
                    int equals = part.indexOf('=');
                    sorted.put(
                            equals < 0 ? part : part.substring(0, equals),
                            equals < 0 ? "" : part.substring(equals + 1));
                });
        return sorted.entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining("&"));
    }

    private byte[] key(String date) {
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
        for (String part : new String[] {date, region, "s3", "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
