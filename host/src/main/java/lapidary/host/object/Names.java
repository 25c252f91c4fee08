package lapidary.host.object;

import java.nio.charset.StandardCharsets;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.guest.FacetName;
import lapidary.host.module.PlainName;

/** What things may be called. None of these names is ever part of a path on disk. */
public final class Names {
    private static final int OBJECT_BYTES_MAX = 256;

    private Names() {}

    /** A namespace's name, checked. */
    public static String namespace(String name) {
        return PlainName.checked("a namespace", name);
    }

    /** An object's name, checked. */
    public static String object(String name) {
        return checked("an object's name", name, OBJECT_BYTES_MAX);
    }

    /** One facet's name, checked. */
    public static String facet(String name) {
        FacetName.problem(name)
                .ifPresent(problem -> {
                    throw invalid(problem);
                });
        return name;
    }

    private static String checked(String what, String name, int bytesMax) {
        int size = name.getBytes(StandardCharsets.UTF_8).length;
        if (size < 1 || size > bytesMax) {
            throw invalid(what + " has 1 to " + bytesMax + " bytes, this one has " + size);
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw invalid(what + " has no control characters");
        }
        return name;
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.NAME_INVALID, message);
    }
}
