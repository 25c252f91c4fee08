package lapidary.host.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import lapidary.host.cold.ColdStore;
import lapidary.host.cold.FolderStore;

/** A store that takes nothing while it is said to fail. */
final class FailingStore implements ColdStore {
    private final FolderStore store;
    boolean fails;

    FailingStore(Path root) {
        this.store = new FolderStore(root);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        if (fails) {
            throw new IOException("the store is away");
        }
        store.put(key, file);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return store.open(key);
    }

    @Override
    public byte[] range(String key, long offset, int length) throws IOException {
        return store.range(key, offset, length);
    }

    @Override
    public List<Entry> list(String folder, String after, int limit) throws IOException {
        return store.list(folder, after, limit);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }
}
