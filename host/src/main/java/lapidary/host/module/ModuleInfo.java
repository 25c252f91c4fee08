package lapidary.host.module;

import java.util.List;

/**
 * What an upload answers.
 *
 * @param digest {@code sha256:…}
 * @param exports names of what the module exports
 * @param imports as {@code module.name}
 * @param capabilities the import modules that must be granted
 */
public record ModuleInfo(
        String name,
        String digest,
        long sizeBytes,
        List<String> exports,
        List<String> imports,
        List<String> capabilities) {}
