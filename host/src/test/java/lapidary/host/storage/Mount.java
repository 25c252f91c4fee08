package lapidary.host.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small file system of its own, for tests that fill it; they are skipped who may not mount. */
final class Mount implements AutoCloseable {
    private final Path folder;

    private Mount(Path folder) {
        this.folder = folder;
    }

    /** In memory, with so many MiB. */
    static Mount memory(Path folder, int mebibytes) throws Exception {
        return mount(folder, List.of("-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs"));
    }

    /** In a file. */
    static Mount image(Path folder, Path image) throws Exception {
        return mount(folder, List.of("-o", "loop", image.toString()));
    }

    /** Gives one in memory another size. */
    void resize(int mebibytes) throws Exception {
        String options = "remount,size=" + mebibytes + "m";
        assumeTrue(succeeds(List.of("mount", "-o", options, folder.toString())), options);
    }

    private static Mount mount(Path folder, List<String> what) throws Exception {
        Files.createDirectories(folder);
        var command = new ArrayList<>(List.of("mount"));
        command.addAll(what);
        command.add(folder.toString());
        assumeTrue(succeeds(command), "skipped, since this user may not mount: " + command);
        return new Mount(folder);
    }

    static boolean succeeds(List<String> command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false; // there is no such program
        }
    }

    @Override
    public void close() {
        if (!isUnmounted("umount", folder.toString())) {
            isUnmounted("umount", "-l", folder.toString());
        }
    }

    private static boolean isUnmounted(String... command) {
        try {
            return succeeds(List.of(command));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
