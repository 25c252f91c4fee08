package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an object is called on disk: 32 hexadecimal digits from a hash of its namespace and name, so
 * that no user's string is ever part of a path.
 */
public record ObjectId(long namespaceId, String hex) {
    /** How deep its folder is below the root: namespace, first digits, all digits. */
    static final int FOLDER_DEPTH = 3;

    private static final int BYTES = 16;
    private static final int PREFIX_DIGITS = 2;

    static ObjectId of(long namespaceId, String name) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update((namespaceId + "/").getBytes(UTF_8));
            byte[] digest = hash.digest(name.getBytes(UTF_8));
            return new ObjectId(namespaceId, HexFormat.of().formatHex(digest, 0, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Its folder below {@code root}. */
    Path folder(Path root) {
        return root.resolve(Long.toString(namespaceId))
                .resolve(hex.substring(0, PREFIX_DIGITS))
                .resolve(hex);
    }
}
