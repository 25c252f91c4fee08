package lapidary.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * Which build this is, from what Maven leaves in the JAR; classes on their own are in development.
 */
final class Version implements IVersionProvider {
    private static final String POM = "/META-INF/maven/lapidary/lapidary-host/pom.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"lapidary " + number() + " (Java " + Runtime.version() + ")"};
    }

    private static String number() {
        try (InputStream pom = Version.class.getResourceAsStream(POM)) {
            var properties = new Properties();
            if (pom != null) {
                properties.load(pom);
            }
            return properties.getProperty("version", "in development");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
