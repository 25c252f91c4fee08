package lapidary.host.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * How a token is written: {@code lap_}, its id, {@code _}, its secret. The prefix lets people and
 * scanners of leaked secrets recognise it. The id is for looking it up, so that the secret is never
 * searched for and can be compared in constant time.
 *
 * <p>The secret has 43 letters and digits, which is 256 bits of chance: nobody finds it by trying,
 * so one SHA-256 hides it as well as a slow hash would.
 */
final class TokenText {
    static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final String PREFIX = "lap_";
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String SECRET_ALPHABET = ID_ALPHABET + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Pattern FORM =
            Pattern.compile(
                    PREFIX + "([a-z0-9]{" + ID_LENGTH + "})_[A-Za-z0-9]{" + SECRET_LENGTH + "}");

    private TokenText() {}

    /** The text of a new token. */
    static String make(RandomGenerator random) {
        return PREFIX
                + draw(random, ID_ALPHABET, ID_LENGTH)
                + "_"
                + draw(random, SECRET_ALPHABET, SECRET_LENGTH);
    }

    /** The id in a text that has the form of a token. */
    static Optional<String> id(String text) {
        return Optional.of(FORM.matcher(text)).filter(m -> m.matches()).map(m -> m.group(1));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String draw(RandomGenerator random, String alphabet, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
