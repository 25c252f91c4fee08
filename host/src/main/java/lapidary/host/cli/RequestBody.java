package lapidary.host.cli;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;

/** The body of a request as it is written on a command line. */
final class RequestBody {
    private RequestBody() {}

    /** Nothing, the text itself, {@code @FILE}, or {@code @-} for what {@code stdin} gives. */
    static BodyPublisher of(Optional<String> data, InputStream stdin) {
        if (data.isEmpty()) {
            return BodyPublishers.noBody();
        }
        String text = data.get();
        if (!text.startsWith("@")) {
            return BodyPublishers.ofString(text);
        }
        if (text.equals("@-")) {
            return BodyPublishers.ofInputStream(() -> stdin);
        }
        Path file = Path.of(text.substring(1));
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        }
    }
}
