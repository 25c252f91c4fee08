package lapidary.host.cold;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where an S3-compatible store is.
 *
 * @param endpoint such as {@code https://s3.example}, without a path; buckets are below it
 * @param prefix of all keys, without a slash at its end; empty for none
 */
public record S3Bucket(URI endpoint, String region, String bucket, String prefix) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("|[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    /** One whose parts can be in a URL as they are. */
    public S3Bucket {
        String scheme = endpoint.getScheme();
        boolean isHttp = "https".equals(scheme) || "http".equals(scheme);
        boolean isPlain =
                endpoint.getHost() != null
                        && endpoint.getRawQuery() == null
                        && endpoint.getRawUserInfo() == null
                        && (endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/"));
        if (!isHttp || !isPlain) {
            throw new IllegalArgumentException(
                    "'" + endpoint + "' is not an endpoint, such as https://s3.example");
        }
        if (!NAME.matcher(bucket).matches()) {
            throw new IllegalArgumentException("'" + bucket + "' is not a bucket's name");
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "'" + prefix + "' is not a prefix, such as archive/one");
        }
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("'" + region + "' is not a region");
        }
    }

    /** The bucket itself, with a query; or a file in it. */
    URI uri(String key, String query) {
        String path = "/" + bucket + (key.isEmpty() ? "" : "/" + full(key));
        return endpoint.resolve(path + (query.isEmpty() ? "" : "?" + query));
    }

    /** The key as the store has it. */
    String full(String key) {
        return prefix.isEmpty() ? key : prefix + "/" + key;
    }
}
