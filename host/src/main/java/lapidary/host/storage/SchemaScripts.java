package lapidary.host.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;

/**
 * The scripts that make a schema, in order: {@code V001__catalogue.sql}, {@code V002__tokens.sql}.
 * They are resources beside a class. A published script never changes; the next one does.
 * Immutable.
 */
public final class SchemaScripts {
    private static final Pattern NAME = Pattern.compile("V(\\d{3})__[a-z0-9_]+\\.sql");

    private final List<String> scripts;

    private SchemaScripts(List<String> scripts) {
        this.scripts = scripts;
    }

    /**
     * Reads the scripts beside a class.
     *
     * @throws IllegalArgumentException if one is missing, or their numbers are not 1, 2, 3 …
     */
    public static SchemaScripts beside(Class<?> anchor, String... names) {
        for (int i = 0; i < names.length; i++) {
            var matcher = NAME.matcher(names[i]);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != i + 1) {
                throw new IllegalArgumentException(
                        names[i] + " is not the name of schema script " + (i + 1));
            }
        }
        return new SchemaScripts(List.of(names).stream().map(name -> read(anchor, name)).toList());
    }

    private static String read(Class<?> anchor, String name) {
        try (InputStream in = anchor.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no schema script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version that the last script makes. */
    long version() {
        return scripts.size();
    }

    /** Runs what a database of that version still lacks, then notes the new version. */
    void bringUp(long version, HostStatements statements, LongConsumer noteVersion) {
        if (version > version()) {
            throw new FailureException(
                    ErrorCode.INTERNAL,
                    "the file's schema is version "
                            + version
                            + ", made by a newer Lapidary; this"
                            + " one knows "
                            + version()
                            + ": start the newer one");
        }
        if (version == version()) {
            return;
        }
        statements.script("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            scripts.subList((int) version, scripts.size()).forEach(statements::script);
            noteVersion.accept(version());
            statements.script("COMMIT");
            done = true;
        } finally {
            if (!done) {
                statements.rollback();
            }
        }
    }
}
