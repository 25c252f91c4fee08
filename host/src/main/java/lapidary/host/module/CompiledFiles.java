package lapidary.host.module;

import java.nio.file.Path;
import lapidary.host.engine.CompiledCache;
import org.jspecify.annotations.Nullable;

/** Compiled modules on disk, so that a start need not compile what was compiled before. */
final class CompiledFiles implements CompiledCache {
    private final ModuleFiles files;

    CompiledFiles(Path folder) {
        files = new ModuleFiles(folder, ".jar");
    }

    @Override
    public byte @Nullable [] get(String key) {
        return files.read(key).orElse(null);
    }

    @Override
    public void put(String key, byte[] classes) {
        files.write(key, classes);
    }
}
