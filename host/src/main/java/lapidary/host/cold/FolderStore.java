package lapidary.host.cold;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Pattern;
import lapidary.host.storage.DurableFiles;

/** A store in a folder, which may be on another disk, or another machine's. Thread-safe. */
public final class FolderStore implements ColdStore {
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*");
    private static final String HALF_WRITTEN = ".new";

    private final Path root;

    public FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public void put(String key, Path file) throws IOException {
        Path target = path(key);
        DurableFiles.createFolders(target.resolveSibling(""));
        DurableFiles.write(
                target,
                out -> {
                    try (var in = Files.newInputStream(file)) {
                        in.transferTo(out);
                    }
                });
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new BufferedInputStream(Files.newInputStream(path(key)), 64 << 10);
    }

    @Override
    public byte[] range(String key, long offset, int length) throws IOException {
        try (var channel = FileChannel.open(path(key), StandardOpenOption.READ)) {
            long there = Math.clamp(channel.size() - offset, 0, length);
            var bytes = ByteBuffer.allocate((int) there);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException(key + " became shorter");
                }
            }
            return bytes.array();
        }
    }

    @Override
    public List<Entry> list(String folder, String after, int limit) throws IOException {
        // The last of those found so far is the first to go: never more than `limit` are held.
        var first = new PriorityQueue<>(Comparator.comparing(Entry::name).reversed());
        try (var paths = Files.newDirectoryStream(path(folder))) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (name.compareTo(after) > 0 && !name.endsWith(HALF_WRITTEN)) {
                    first.add(entry(path, name));
                    if (first.size() > limit) {
                        first.remove();
                    }
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        }
        return first.stream().sorted(Comparator.comparing(Entry::name)).toList();
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(path(key));
    }

    private static Entry entry(Path path, String name) throws IOException {
        return Files.isDirectory(path)
                ? new Entry(name, 0, true)
                : new Entry(name, Files.size(path), false);
    }

    private Path path(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' is not a key of the store");
        }
        return root.resolve(key);
    }
}
