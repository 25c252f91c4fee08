package lapidary.host.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A token that is wanted, as documents have it.
 *
 * @param namespaces at least one, or left out for all
 * @param expiresMillis since 1970
 */
@JsonInclude(Include.NON_NULL)
public record TokenRequest(
        @Nullable String name,
        @Nullable String role,
        @Nullable List<@Nullable String> namespaces,
        @Nullable Long expiresMillis) {

    /** The same, checked. */
    public NewToken token() {
        if (name == null || role == null) {
            throw invalid("the field " + (name == null ? "name" : "role") + " is missing");
        }
        return new NewToken(
                name,
                new Grant(Role.of(role), names()),
                expiresMillis == null ? OptionalLong.empty() : OptionalLong.of(expiresMillis));
    }

    private Set<String> names() {
        if (namespaces == null) {
            return Set.of();
        }
        if (namespaces.isEmpty() || namespaces.stream().anyMatch(Objects::isNull)) {
            throw invalid("field namespaces: name at least one, or leave it out");
        }
        return Set.copyOf(namespaces);
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
