package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is found on a disk after power was lost. Immutable. */
final class CrashState {
    /** Each file's bytes by its path. */
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    private final SortedMap<String, Boolean> folders = new TreeMap<>();

    private CrashState() {}

    /** One of the states that the disk could be in. */
    static CrashState of(Disk disk, Fate fate) {
        var names = new IdentityHashMap<DiskNode.Folder, Map<String, DiskNode>>();
        for (var change : disk.names()) {
            if (fate.keeps(change)) {
                change.apply(
                        folder -> names.computeIfAbsent(folder, f -> new HashMap<>(f.durable)));
            }
        }
        var state = new CrashState();
        state.collect("", disk.top(), names, fate);
        return state;
    }

    private void collect(
            String path,
            DiskNode.Folder folder,
            Map<DiskNode.Folder, Map<String, DiskNode>> names,
            Fate fate) {
        new TreeMap<>(names.getOrDefault(folder, folder.durable))
                .forEach((name, node) -> {
                    String below = path.isEmpty() ? name : path + "/" + name;
                    switch (node) {
                        case DiskNode.File file -> files.put(below, fate.bytes(file));
                        case DiskNode.Folder inner -> {
                            folders.put(below, true);
                            collect(below, inner, names, fate);
                        }
                    }
                });
    }

    /** Writes it below a folder that is there. */
    void write(Path root) throws IOException {
        for (String folder : folders.keySet()) {
            Files.createDirectory(root.resolve(folder));
        }
        for (var file : files.entrySet()) {
            Files.write(root.resolve(file.getKey()), file.getValue());
        }
    }

    /** The same for equal states. */
    String digest() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            folders.keySet().forEach(folder -> sha.update(folder.getBytes(UTF_8)));
            files.forEach((name, bytes) -> {
                sha.update(
                        ByteBuffer.allocate(8).putInt(name.length()).putInt(bytes.length).flip());
                sha.update(name.getBytes(UTF_8));
                sha.update(bytes);
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, byte[]> files() {
        return files;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        files.forEach(
                (name, bytes) -> text.append("\n  ").append(name).append(' ').append(bytes.length));
        return text.toString();
    }
}
