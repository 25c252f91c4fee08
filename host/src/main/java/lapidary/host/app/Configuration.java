package lapidary.host.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import lapidary.host.cold.S3Bucket;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;
import lapidary.host.outbound.Network;
import lapidary.host.outbound.Origin;
import lapidary.host.outbound.OutboundRules;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says, each thing only if it does. Paths are relative to the file.
 * Immutable.
 *
 * @param publicOrigins what a reverse proxy calls this server, such as {@code
 *     https://lapidary.example}
 * @param memoryBudgetBytes what guests and requests may hold of the heap together; by default half
 *     of what the heap may grow to
 * @param archive where what facets commit is kept for restores; nowhere by default
 * @param outbound what guests may reach besides the public internet
 */
public record Configuration(
        Optional<Path> dataDir,
        Optional<ListenAddress> listen,
        Optional<ListenAddress> guestListen,
        Optional<TlsFiles> tls,
        Set<String> publicOrigins,
        OptionalLong memoryBudgetBytes,
        Optional<ArchiveOptions> archive,
        OutboundRules outbound) {
    /** Says nothing. */
    public static final Configuration NONE =
            new Configuration(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    OutboundRules.PUBLIC);

    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");

    /** As above, with nothing but the public internet to be reached. */
    public Configuration(
            Optional<Path> dataDir,
            Optional<ListenAddress> listen,
            Optional<ListenAddress> guestListen,
            Optional<TlsFiles> tls,
            Set<String> publicOrigins,
            OptionalLong memoryBudgetBytes,
            Optional<ArchiveOptions> archive) {
        this(
                dataDir,
                listen,
                guestListen,
                tls,
                publicOrigins,
                memoryBudgetBytes,
                archive,
                OutboundRules.PUBLIC);
    }

    /** As above, without an archive. */
    public Configuration(
            Optional<Path> dataDir,
            Optional<ListenAddress> listen,
            Optional<ListenAddress> guestListen,
            Optional<TlsFiles> tls,
            Set<String> publicOrigins,
            OptionalLong memoryBudgetBytes) {
        this(dataDir, listen, guestListen, tls, publicOrigins, memoryBudgetBytes, Optional.empty());
    }

    /** The file as it is written. */
    private record Document(
            @Nullable String listen,
            @Nullable String guestListen,
            @Nullable String dataDir,
            @Nullable TlsDocument tls,
            @Nullable List<@Nullable String> publicOrigins,
            @Nullable Long memoryBudgetBytes,
            @Nullable ArchiveDocument archive,
            @Nullable OutboundDocument outbound) {}

    private record OutboundDocument(
            @Nullable List<@Nullable String> privateOrigins,
            @Nullable List<@Nullable String> privateNetworks) {}

    private record ArchiveDocument(
            @Nullable String dir, @Nullable BucketDocument s3, @Nullable String retention) {}

    private record BucketDocument(
            @Nullable String endpoint,
            @Nullable String region,
            @Nullable String bucket,
            @Nullable String prefix,
            @Nullable String credentials) {}

    private record TlsDocument(@Nullable String certificate, @Nullable String privateKey) {}

    /**
     * Reads a file.
     *
     * @throws CallerException that says in one line what is wrong with it, and where
     */
    public static Configuration read(Path file) {
        try {
            var document = Json.read(Files.readAllBytes(file), Document.class);
            return new Reader(file).configuration(document);
        } catch (IOException e) {
            throw wrong(file, reason(e), e);
        } catch (CallerException | IllegalArgumentException e) {
            throw wrong(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** The same, with another listener for guests. */
    public Configuration withGuestListen(ListenAddress address) {
        return new Configuration(
                dataDir,
                listen,
                Optional.of(address),
                tls,
                publicOrigins,
                memoryBudgetBytes,
                archive,
                outbound);
    }

    /** The same, with another budget. */
    public Configuration withMemoryBudget(long bytes) {
        return new Configuration(
                dataDir,
                listen,
                guestListen,
                tls,
                publicOrigins,
                OptionalLong.of(bytes),
                archive,
                outbound);
    }

    /** The same, with other rules for what guests may reach. */
    public Configuration withOutbound(OutboundRules rules) {
        return new Configuration(
                dataDir,
                listen,
                guestListen,
                tls,
                publicOrigins,
                memoryBudgetBytes,
                archive,
                rules);
    }

    /** What clients put before the address. */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** Makes the texts of a document what they stand for. */
    private record Reader(Path file) {
        Configuration configuration(Document document) {
            return new Configuration(
                    Optional.ofNullable(document.dataDir()).map(this::path),
                    address("listen", document.listen()),
                    address("guestListen", document.guestListen()),
                    Optional.ofNullable(document.tls()).map(this::tls),
                    Set.copyOf(origins(document.publicOrigins())),
                    budget(document.memoryBudgetBytes()),
                    Optional.ofNullable(document.archive()).map(this::archive),
                    outbound(document.outbound()));
        }

        private static OutboundRules outbound(@Nullable OutboundDocument document) {
            return document == null
                    ? OutboundRules.PUBLIC
                    : new OutboundRules(
                            Set.copyOf(
                                    parsed(
                                            "outbound.privateOrigins",
                                            document.privateOrigins(),
                                            Origin::parse)),
                            parsed(
                                    "outbound.privateNetworks",
                                    document.privateNetworks(),
                                    Network::parse));
        }

        private static <T> List<T> parsed(
                String field, @Nullable List<@Nullable String> texts, Function<String, T> parser) {
            var values = new ArrayList<T>();
            for (String text : texts == null ? List.<@Nullable String>of() : texts) {
                try {
                    values.add(parser.apply(String.valueOf(text)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "field " + field + ": '" + text + "': " + e.getMessage(), e);
                }
            }
            return values;
        }

        private static OptionalLong budget(@Nullable Long bytes) {
            if (bytes != null && bytes <= 0) {
                throw new IllegalArgumentException(
                        "field memoryBudgetBytes is a number of bytes over zero");
            }
            return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
        }

        private Path path(String text) {
            return file.resolveSibling(text);
        }

        private ArchiveOptions archive(ArchiveDocument document) {
            return new ArchiveOptions(
                    place(document), ArchiveOptions.retention(document.retention()));
        }

        private ArchiveOptions.Place place(ArchiveDocument document) {
            var bucket = document.s3();
            if (bucket == null) {
                return new ArchiveOptions.Place.Folder(
                        path(present("archive.dir", document.dir())));
            }
            if (document.dir() != null) {
                throw new IllegalArgumentException("archive has dir or s3, not both");
            }
            return new ArchiveOptions.Place.Bucket(
                    bucket(bucket), path(present("archive.s3.credentials", bucket.credentials())));
        }

        private static S3Bucket bucket(BucketDocument document) {
            try {
                return new S3Bucket(
                        URI.create(present("archive.s3.endpoint", document.endpoint())),
                        present("archive.s3.region", document.region()),
                        present("archive.s3.bucket", document.bucket()),
                        Optional.ofNullable(document.prefix()).orElse(""));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field archive.s3: " + e.getMessage(), e);
            }
        }

        private TlsFiles tls(TlsDocument document) {
            return new TlsFiles(
                    path(present("tls.certificate", document.certificate())),
                    path(present("tls.privateKey", document.privateKey())));
        }

        private static Optional<ListenAddress> address(String field, @Nullable String text) {
            try {
                return Optional.ofNullable(text).map(ListenAddress::parse);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field " + field + ": " + e.getMessage(), e);
            }
        }

        private static List<String> origins(@Nullable List<@Nullable String> texts) {
            return (texts == null ? List.<String>of() : texts)
                    .stream().map(Reader::origin).toList();
        }

        private static String origin(@Nullable String text) {
            if (text == null || !ORIGIN.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "field publicOrigins: '"
                                + text
                                + "' is not an origin, such as https://lapidary.example");
            }
            return text;
        }

        private static String present(String field, @Nullable String text) {
            if (text == null) {
                throw new IllegalArgumentException("field " + field + " is missing");
            }
            return text;
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static CallerException wrong(Path file, String message, Exception cause) {
        return new CallerException(
                ErrorCode.REQUEST_INVALID, "the configuration " + file + ": " + message, cause);
    }
}
