package lapidary.host.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Makes of a certificate and its key what a server proves its name with (RFC 7468, RFC 5958). */
final class ServerCertificate {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern ENCRYPTED =
            Pattern.compile("BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED");
    private static final Pattern OLD_FORM = Pattern.compile("BEGIN (?:RSA|EC) PRIVATE KEY");
    private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);
    private static final char[] NO_PASSWORD = {};

    private ServerCertificate() {}

    /**
     * Reads both files.
     *
     * @throws CallerException that says in one line which file is wrong, and how
     */
    static SSLContext context(TlsFiles files) {
        var chain = chain(files.certificate());
        var publicKey = chain[0].getPublicKey();
        var privateKey = privateKey(files.privateKey(), publicKey.getAlgorithm());
        if (!belong(privateKey, publicKey)) {
            throw wrong(files.privateKey(), "it is not the key of " + files.certificate(), null);
        }
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", privateKey, NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw wrong(files.certificate(), "Java cannot use it: " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) {
        try {
            var chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)))
                            .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException e) {
            throw wrong(file, "it is not a certificate in PEM", e);
        }
        throw wrong(file, "it is not a certificate in PEM", null);
    }

    private static PrivateKey privateKey(Path file, String algorithm) {
        String text = new String(read(file), StandardCharsets.ISO_8859_1);
        if (ENCRYPTED.matcher(text).find()) {
            throw wrong(file, "it is encrypted; 'openssl pkey -in FILE' prints it in clear", null);
        }
        var pem = PRIVATE_KEY.matcher(text);
        if (!pem.find()) {
            throw wrong(
                    file,
                    OLD_FORM.matcher(text).find()
                            ? "it is in an old form; 'openssl pkey -in FILE' prints it as PKCS #8"
                            : "it is not a private key in PEM",
                    null);
        }
        try {
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong(file, "it is not a private key of the kind " + algorithm, e);
        }
    }

    private static boolean belong(PrivateKey privateKey, PublicKey publicKey) {
        try {
            var signature = Signature.getInstance(signatureAlgorithm(publicKey));
            signature.initSign(privateKey);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static String signatureAlgorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // EdDSA names the key and what it does alike
        };
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw wrong(file, "it cannot be read", e);
        }
    }

    private static CallerException wrong(Path file, String message, @Nullable Exception cause) {
        String text = "the TLS file " + file + ": " + message;
        return cause == null
                ? new CallerException(ErrorCode.REQUEST_INVALID, text)
                : new CallerException(ErrorCode.REQUEST_INVALID, text, cause);
    }
}
