package lapidary.host.engine;

/** Finds what a module imports. Asked once for each import of a compiled module. */
@FunctionalInterface
public interface ImportResolver {
    /**
     * What implements an import.
     *
     * @throws lapidary.host.error.CallerException if nobody offers it
     */
    HostFunction resolve(String module, String name);
}
