package lapidary.host.module;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import lapidary.abi.Limits;
import lapidary.host.engine.CompiledModule;
import lapidary.host.engine.Engine;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.Reclaimer;
import lapidary.host.module.ModuleLoader.Source;
import lapidary.host.storage.HostDatabase;

/**
 * The modules of this host. What was uploaded is kept as it came; what runs is made from it:
 * checked, metered, compiled. Thread-safe.
 */
public final class ModuleStore implements AutoCloseable {
    private static final int LOADED_PART = 4;

    /**
     * An accepted upload.
     *
     * @param isNew whether the name means something else than before
     */
    public record Upload(ModuleInfo info, boolean isNew) {}

    private final ModuleFiles files;
    private final LoadedFiles loadedFiles;
    private final ModuleNames names;
    private final ModuleLoader loader;
    private final LoadedModules loaded;

    /**
     * @param dataFolder of the host: modules are in {@code modules/}
     * @param budget of which modules that are loaded and in nobody's use have a quarter at most
     */
    public ModuleStore(
            Path dataFolder, HostDatabase catalogue, Engine engine, MemoryBudget budget) {
        this(dataFolder, catalogue, engine, Engine.Mode.COMPILED, budget);
    }

    /** Without a host around it. */
    public ModuleStore(Path dataFolder, HostDatabase catalogue, Engine engine) {
        this(dataFolder, catalogue, engine, Engine.Mode.COMPILED);
    }

    /** With modules that run as {@code mode} says, which guests cannot tell. */
    public ModuleStore(Path dataFolder, HostDatabase catalogue, Engine engine, Engine.Mode mode) {
        this(dataFolder, catalogue, engine, mode, MemoryBudget.UNLIMITED);
    }

    private ModuleStore(
            Path dataFolder,
            HostDatabase catalogue,
            Engine engine,
            Engine.Mode mode,
            MemoryBudget budget) {
        var folder = dataFolder.resolve("modules");
        ModuleFiles.removeUnfinished(folder);
        this.files = new ModuleFiles(folder, ".wasm");
        this.loadedFiles =
                new LoadedFiles(
                        folder.resolve("loaded"), LoadedFiles.BYTES_MAX, InstantSource.system());
        this.names = new ModuleNames(catalogue);
        var compiled = new CompiledFiles(folder.resolve("compiled"));
        this.loader = new ModuleLoader(engine, mode, compiled, budget);
        this.loaded = new LoadedModules(loader::load, budget.bytesMax() / LOADED_PART);
    }

    /** A module's name, checked. */
    public static String checkName(String name) {
        return PlainName.checked("a module", name);
    }

    /**
     * Takes a module in, or says what is wrong with it: nothing of it is kept then. Durable when it
     * returns.
     */
    public Upload put(String name, byte[] wasm) {
        checkName(name);
        if (wasm.length > Limits.MODULE_BYTES_MAX) {
            throw new CallerException(
                    ErrorCode.MODULE_TOO_LARGE,
                    "a module has at most " + Limits.MODULE_BYTES_MAX + " bytes");
        }
        var digest = Digest.of(wasm);
        var info = loaded.get(new Source(digest, wasm.length, () -> wasm)).info(name);
        files.keep(digest.hex(), wasm);
        return new Upload(info, names.put(info));
    }

    /**
     * Takes in a module that nobody gives a name, or says what is wrong with it: each time anew.
     * The same bytes load once, whoever uploads or loads them. It stays as long as it is referred
     * to; what nobody refers to may go, a while after it was used last.
     */
    public Digest load(byte[] wasm) {
        var digest = Digest.of(wasm);
        var _ = loaded.get(new Source(digest, wasm.length, () -> wasm));
        if (!files.has(digest.hex())) {
            loadedFiles.keep(digest, wasm);
        }
        return digest;
    }

    /** Has somebody asked before a module goes that nobody gave a name. */
    public void askBeforeRemoving(Predicate<Digest> isReferredTo) {
        loadedFiles.askBeforeRemoving(isReferredTo);
    }

    /**
     * Whether a module may go, or its name, unless somebody says that it is referred to: a digest
     * that was uploaded stays.
     */
    public boolean mayGo(String reference) {
        return !Digest.isDigest(reference) || !files.has(Digest.parse(reference).hex());
    }

    public Optional<ModuleInfo> find(String name) {
        return names.find(name);
    }

    /** Modules whose names are visible, by name, from the one after {@code after}. */
    public List<ModuleInfo> list(String after, int limit, Predicate<String> isVisible) {
        return names.after(after, limit, isVisible);
    }

    /** What {@link #wasm} reads, in bytes. */
    public long wasmBytes(ModuleInfo info) {
        return files.size(Digest.parse(info.digest()).hex());
    }

    /** A module as it was uploaded. */
    public byte[] wasm(ModuleInfo info) {
        return wasm(Digest.parse(info.digest()));
    }

    /** Forgets a name. The module stays as long as its digest may be referred to. */
    public void delete(String name) {
        names.delete(name);
    }

    /** What a name, or a digest as {@code sha256:…}, means now. */
    public Optional<Digest> resolve(String reference) {
        return Digest.isDigest(reference)
                ? Optional.of(Digest.parse(reference)).filter(this::has)
                : names.digest(reference);
    }

    /** The import modules that a module must be granted. */
    public List<String> capabilities(Digest digest) {
        return loaded(digest).capabilities();
    }

    /** A module ready to run. */
    public CompiledModule compiled(Digest digest) {
        return loaded(digest).compiled();
    }

    /** How many modules are loaded, or being loaded. */
    public int loaded() {
        return loaded.size();
    }

    /** Lets go of modules that were not used for long, however many instances have them. */
    public Reclaimer reclaimer() {
        return loaded;
    }

    /** Loads no more. */
    @Override
    public void close() {
        loader.close();
    }

    private LoadedModule loaded(Digest digest) {
        var ready = loaded.ready(digest);
        return ready != null
                ? ready
                : loaded.get(new Source(digest, size(digest), () -> wasm(digest)));
    }

    private boolean has(Digest digest) {
        return files.has(digest.hex()) || loadedFiles.has(digest);
    }

    private long size(Digest digest) {
        return Math.max(files.size(digest.hex()), loadedFiles.size(digest));
    }

    private byte[] wasm(Digest digest) {
        return files.read(digest.hex())
                .or(() -> loadedFiles.read(digest))
                .filter(bytes -> Digest.of(bytes).equals(digest))
                .orElseThrow(() ->
                        new FailureException(
                                ErrorCode.INTERNAL,
                                "the module's file is missing or damaged: " + digest));
    }
}
