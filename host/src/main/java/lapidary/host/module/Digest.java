package lapidary.host.module;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A module's SHA-256, as 64 hexadecimal digits. */
public record Digest(String hex) {
    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a digest has 64 hexadecimal digits");
        }
    }

    static Digest of(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Whether a reference is a digest ({@code sha256:…}) rather than a name. */
    public static boolean isDigest(String reference) {
        return reference.startsWith(PREFIX)
                && FORM.matcher(reference.substring(PREFIX.length())).matches();
    }

    /** From {@code sha256:…}. */
    static Digest parse(String reference) {
        return new Digest(reference.substring(PREFIX.length()));
    }

    /** {@code sha256:…}, as the contract writes it. */
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
