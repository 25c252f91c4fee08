package lapidary.host.token;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A token, as far as anyone may know it: not its secret. Immutable.
 *
 * @param id names it, in lists and at its revocation; the first part of its text
 * @param name for people; need not be unique
 * @param createdMillis since 1970
 * @param expiresMillis since 1970; from then on it is refused
 * @param lastUsed the day, in UTC
 */
public record Token(
        String id,
        String name,
        Grant grant,
        long createdMillis,
        OptionalLong expiresMillis,
        Optional<LocalDate> lastUsed) {

    boolean isValidAt(long millis) {
        return expiresMillis.isEmpty() || millis < expiresMillis.getAsLong();
    }

    Token withLastUsed(Optional<LocalDate> day) {
        return new Token(id, name, grant, createdMillis, expiresMillis, day);
    }

    /** The token as JSON has it, in order; {@code namespaces} is null for all of them. */
    public Map<String, @Nullable Object> document() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("id", id);
        document.put("name", name);
        document.put("role", grant.role().text());
        document.put("namespaces", grant.isLimited() ? grant.sortedNamespaces() : null);
        document.put("createdMillis", createdMillis);
        document.put("expiresMillis", expiresMillis.isPresent() ? expiresMillis.getAsLong() : null);
        document.put("lastUsedDay", lastUsed.map(LocalDate::toString).orElse(null));
        return document;
    }
}
