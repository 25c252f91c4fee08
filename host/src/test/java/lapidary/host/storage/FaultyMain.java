package lapidary.host.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import lapidary.host.cli.Main;

/**
 * The server on a disk that fails to sync: {@code FAULT-FILE DATA-FOLDER}, then what the command
 * line takes. Once the file is there, it says how many more syncs below the folder succeed.
 */
public final class FaultyMain {
    private FaultyMain() {}

    public static void main(String[] arguments) throws Exception {
        loadClasses();
        var faults = Path.of(arguments[0]);
        var folder = Path.of(arguments[1]).toAbsolutePath();
        DurableFiles.disk = new SyncsFail(faults, folder);
        Main.main(Arrays.copyOfRange(arguments, 2, arguments.length));
    }

    /** All of the host's, if they are in a folder. */
    private static void loadClasses() throws Exception {
        var root = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class.forName(name.substring(0, name.length() - ".class".length()));
            }
        }
    }

    private static final class SyncsFail implements Disk {
        private final Path faults;
        private final Path folder;
        private int left = -1;

        SyncsFail(Path faults, Path folder) {
            this.faults = faults;
            this.folder = folder;
        }

        @Override
        public void sync(Path file, FileChannel channel, boolean withMetadata) throws IOException {
            if (file.toAbsolutePath().startsWith(folder) && fails()) {
                throw new IOException("Input/output error");
            }
            Disk.super.sync(file, channel, withMetadata);
        }

        /** The kernel says it once: later ones succeed. */
        private synchronized boolean fails() {
            try {
                if (left < 0 && Files.exists(faults)) {
                    left = Integer.parseInt(Files.readString(faults));
                    Files.delete(faults);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (left < 0) {
                return false;
            }
            left--;
            return left < 0;
        }
    }
}
