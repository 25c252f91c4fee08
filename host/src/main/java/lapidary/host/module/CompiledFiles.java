package lapidary.host.module;

import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.engine.CompiledCache;

/** Compiled modules on disk, so that a start need not compile what was compiled before. */
final class CompiledFiles implements CompiledCache {
    private final ModuleFiles files;

    CompiledFiles(Path folder) {
        files = new ModuleFiles(folder, ".jar");
    }

    @Override
    public Optional<byte[]> get(String key) {
        return files.read(key);
    }

    @Override
    public void put(String key, byte[] code) {
        files.write(key, code);
    }
}
