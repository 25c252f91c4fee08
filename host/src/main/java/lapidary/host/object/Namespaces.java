package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.NamespaceShare;
import lapidary.host.json.Json;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.Row;

/**
 * The namespaces of this host. Kept in {@code lapidary.db}, and in memory, where every event looks.
 * Thread-safe; a change is durable when its method returns.
 */
public final class Namespaces {
    private static final String SELECT_ALL =
            """
            SELECT id, name, document
              FROM namespace
            """;
    private static final String UPSERT =
            """
            INSERT INTO namespace (name, document)
            VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET document = excluded.document
            RETURNING id
            """;
    private static final String DELETE =
            """
            DELETE FROM namespace
             WHERE id = ?
            """;

    private final HostDatabase database;
    private volatile Consumer<Namespace> afterPut = _ -> {};
    private final ConcurrentSkipListMap<String, Namespace> namespaces =
            new ConcurrentSkipListMap<>();

    public Namespaces(HostDatabase database) {
        this.database = database;
        for (var namespace : database.query(SELECT_ALL, Namespaces::namespace)) {
            namespaces.put(namespace.name(), namespace);
        }
    }

    /** Has somebody told after a namespace was made or changed. */
    void afterPut(Consumer<Namespace> listener) {
        afterPut = listener;
    }

    /** The namespace of that number. */
    Optional<Namespace> withId(long id) {
        return namespaces.values().stream().filter(each -> each.id() == id).findFirst();
    }

    public Optional<Namespace> find(String name) {
        return Optional.ofNullable(namespaces.get(name));
    }

    /** The namespace of that name, or the problem that there is none. */
    public Namespace require(String name) {
        var namespace = namespaces.get(name);
        if (namespace == null) {
            throw notFound();
        }
        return namespace;
    }

    /**
     * The problem that there is no such namespace: also what somebody is told who may not know
     * whether there is.
     */
    public static CallerException notFound() {
        return new CallerException(
                ErrorCode.NAMESPACE_NOT_FOUND, "there is no such namespace; PUT it first");
    }

    /** Makes or changes a namespace. */
    public synchronized Namespace put(String name, NamespaceDocument document) {
        Names.namespace(name);
        document.checked();
        String json = new String(Json.bytes(document), UTF_8);
        long id = database.query(UPSERT, row -> row.integer(0), name, json).getFirst();
        var namespace = new Namespace(id, name, document, share(name, document));
        namespaces.put(name, namespace);
        afterPut.accept(namespace);
        return namespace;
    }

    /** Goes on with what is known of its events, under what the document says now. */
    private NamespaceShare share(String name, NamespaceDocument document) {
        var limits = document.rateLimit().within();
        var before = namespaces.get(name);
        if (before == null) {
            return new NamespaceShare(name, limits);
        }
        before.share().limit(limits);
        return before.share();
    }

    /** Forgets a namespace, whose objects are gone by now. */
    synchronized void delete(Namespace namespace) {
        database.execute(DELETE, namespace.id());
        namespaces.remove(namespace.name());
    }

    /** How many events of all namespaces wait for their turn. */
    public int queued() {
        return namespaces.values().stream().mapToInt(each -> each.share().queued()).sum();
    }

    /** Those whose names are visible, by name, from the one after {@code after}. */
    public List<Namespace> after(String after, int limit, Predicate<String> isVisible) {
        return namespaces.tailMap(after, false).values().stream()
                .filter(namespace -> isVisible.test(namespace.name()))
                .limit(limit)
                .toList();
    }

    /** The first document that refers to that module. */
    Optional<ModuleUse> useOf(String module) {
        for (var namespace : namespaces.values()) {
            var field = namespace.document().fieldsWith(module).findFirst();
            if (field.isPresent()) {
                return Optional.of(ModuleUse.inDocument(namespace.name(), field.get()));
            }
        }
        return Optional.empty();
    }

    private static Namespace namespace(Row row) {
        var document = Json.read(row.text(2).getBytes(UTF_8), NamespaceDocument.class);
        var share = new NamespaceShare(row.text(1), document.rateLimit().within());
        return new Namespace(row.integer(0), row.text(1), document, share);
    }
}
