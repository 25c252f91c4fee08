package lapidary.host.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command reads and prints, in UTF-8 whatever the locale. Results go to {@code out}, what is
 * said about them to {@code err}.
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    static Terminal ofThisProcess() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                print(FileDescriptor.out),
                print(FileDescriptor.err),
                System.getenv());
    }

    private static PrintStream print(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
