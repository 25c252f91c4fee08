package lapidary.host.cold;

/** Who asks an S3-compatible store. */
public record S3Credentials(String accessKeyId, String secretAccessKey) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "S3Credentials[" + accessKeyId + "]";
    }
}
