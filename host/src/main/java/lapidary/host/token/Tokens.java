package lapidary.host.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.Row;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of this host. Kept in {@code lapidary.db}, and in memory, where every request looks.
 *
 * <p>Thread-safe; making and revoking are durable, and hold for the next request, when they return.
 * The day of last use is written by {@link #flush}.
 */
public final class Tokens {
    private static final int COUNT_MAX = 10_000;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final byte[] NOBODYS = TokenText.sha256("");

    private static final String SELECT_ALL =
            """
            SELECT id, name, secret_sha256, role, namespaces, created_millis, expires_millis,
                   last_used_day
              FROM token
            """;
    private static final String INSERT =
            """
            INSERT INTO token (id, name, secret_sha256, role, namespaces, created_millis,
                               expires_millis)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String DELETE =
            """
            DELETE FROM token
             WHERE id = ?
            """;
    private static final String UPDATE_LAST_USED =
            """
            UPDATE token
               SET last_used_day = ?
             WHERE id = ?
            """;

    /** A token that was made, with the one copy of its text. */
    public record Made(Token token, String text) {
        /** The token as JSON has it, once with its text. */
        public Map<String, @Nullable Object> document() {
            var document = token.document();
            document.put("token", text);
            return document;
        }

        @Override
        public String toString() {
            return token.toString();
        }
    }

    private static final class Entry {
        private final Token token;
        private final byte[] sha256;
        private volatile long lastUsedDay;
        private volatile long writtenDay;

        Entry(Token token, byte[] sha256) {
            this.token = token;
            this.sha256 = sha256;
            lastUsedDay = token.lastUsed().map(LocalDate::toEpochDay).orElse(-1L);
            writtenDay = lastUsedDay;
        }

        Token seen() {
            return token.withLastUsed(
                    lastUsedDay < 0
                            ? Optional.empty()
                            : Optional.of(LocalDate.ofEpochDay(lastUsedDay)));
        }
    }

    private final HostDatabase database;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();

    /**
     * @param random one that cannot be foretold
     */
    public Tokens(HostDatabase database, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        for (var entry : database.query(SELECT_ALL, Tokens::entry)) {
            entries.put(entry.token.id(), entry);
        }
    }

    /** Whether there are none, and everybody on this machine may do all. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** What a token's text grants now. As slow for an unknown token as for a wrong secret. */
    public Optional<Grant> grant(String text) {
        byte[] sha256 = TokenText.sha256(text);
        var entry = TokenText.id(text).map(entries::get).orElse(null);
        boolean isRight = MessageDigest.isEqual(entry == null ? NOBODYS : entry.sha256, sha256);
        long now = clock.millis();
        if (entry == null || !isRight || !entry.token.isValidAt(now)) {
            return Optional.empty();
        }
        long today = Math.floorDiv(now, DAY_MILLIS);
        if (entry.lastUsedDay != today) {
            entry.lastUsedDay = today;
        }
        return Optional.of(entry.token.grant());
    }

    /** Whether there is no token of an id: it was revoked, if there ever was one. */
    public boolean isRevoked(String id) {
        return !entries.containsKey(id);
    }

    /** The id of a text that has the form of a token, for logs: never the secret. */
    public static Optional<String> idOf(String text) {
        return TokenText.id(text);
    }

    /** Makes a token. The first one is an admin token, or nobody could make a second. */
    public synchronized Made create(NewToken wanted) {
        check(wanted);
        String text = TokenText.make(random);
        String id = TokenText.id(text).orElseThrow();
        if (entries.containsKey(id)) {
            return create(wanted);
        }
        var token =
                new Token(
                        id,
                        wanted.name(),
                        wanted.grant(),
                        clock.millis(),
                        wanted.expiresMillis(),
                        Optional.empty());
        var entry = new Entry(token, TokenText.sha256(text));
        insert(entry);
        entries.put(id, entry);
        return new Made(token, text);
    }

    /** Tokens by id, from the one after {@code after}. */
    public List<Token> after(String after, int limit) {
        return entries.tailMap(after, false).values().stream()
                .limit(limit)
                .map(Entry::seen)
                .toList();
    }

    /** Revokes a token, but not the last admin token: nobody could make another while it runs. */
    public synchronized void revoke(String id) {
        var entry = require(id);
        boolean isAdminLeft =
                entries.values().stream().anyMatch(other -> other != entry && isAdmin(other.token));
        if (isAdmin(entry.token) && !isAdminLeft) {
            throw new CallerException(
                    ErrorCode.TOKEN_LAST_ADMIN,
                    "this is the last admin token; make another first, or stop the server and"
                            + " revoke it with 'lapidary token revoke ID --data-dir DIR'");
        }
        delete(id);
    }

    /** Revokes any token, while no server runs. Without one left, a server is open to loopback. */
    public synchronized void revokeOffline(String id) {
        require(id);
        delete(id);
    }

    /** Writes the days of last use that have changed. To be called now and then. */
    public void flush() {
        for (var entry : entries.values()) {
            long day = entry.lastUsedDay;
            if (day != entry.writtenDay) {
                database.execute(UPDATE_LAST_USED, day, entry.token.id());
                entry.writtenDay = day;
            }
        }
    }

    private void check(NewToken wanted) {
        if (entries.isEmpty() && wanted.grant().role() != Role.ADMIN) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "the first token is an admin token, which then makes the others");
        }
        if (wanted.expiresMillis().isPresent()
                && wanted.expiresMillis().getAsLong() <= clock.millis()) {
            throw new CallerException(ErrorCode.REQUEST_INVALID, "a token expires in the future");
        }
        if (entries.size() >= COUNT_MAX) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "there are " + COUNT_MAX + " tokens already; revoke some first");
        }
    }

    private boolean isAdmin(Token token) {
        return token.grant().role() == Role.ADMIN && token.isValidAt(clock.millis());
    }

    private Entry require(String id) {
        var entry = entries.get(id);
        if (entry == null) {
            throw new CallerException(ErrorCode.TOKEN_NOT_FOUND, "there is no token of that id");
        }
        return entry;
    }

    private void insert(Entry entry) {
        var token = entry.token;
        @Nullable Object expires =
                token.expiresMillis().isPresent() ? token.expiresMillis().getAsLong() : null;
        database.execute(
                INSERT,
                token.id(),
                token.name(),
                entry.sha256,
                token.grant().role().text(),
                new String(Json.bytes(token.grant().sortedNamespaces()), UTF_8),
                token.createdMillis(),
                expires);
    }

    private void delete(String id) {
        database.execute(DELETE, id);
        entries.remove(id);
    }

    private static Entry entry(Row row) {
        var namespaces = Set.of(Json.read(row.text(4).getBytes(UTF_8), String[].class));
        var grant = new Grant(Role.of(row.text(3)), namespaces);
        OptionalLong expires = row.optionalInteger(6);
        var lastUsed = row.optionalInteger(7);
        var token =
                new Token(
                        row.text(0),
                        row.text(1),
                        grant,
                        row.integer(5),
                        expires,
                        lastUsed.isPresent()
                                ? Optional.of(LocalDate.ofEpochDay(lastUsed.getAsLong()))
                                : Optional.empty());
        return new Entry(token, row.blob(2));
    }
}
