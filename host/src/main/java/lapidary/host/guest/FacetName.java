package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.abi.ResultCode.INVALID;

import java.util.Optional;
import lapidary.abi.Limits;
import lapidary.host.error.Refusal;

/** What a facet may be called by the one above it. None of these names is ever part of a path. */
public final class FacetName {
    private FacetName() {}

    /** What is wrong with a name, if anything is. */
    public static Optional<String> problem(String name) {
        int size = name.getBytes(UTF_8).length;
        if (size < 1 || size > Limits.FACET_NAME_BYTES_MAX) {
            return Optional.of(wrongSize(size));
        }
        if (name.indexOf('/') >= 0) {
            return Optional.of("a facet's name has no /");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return Optional.of("a facet's name has no control characters");
            }
        }
        return Optional.empty();
    }

    /** Reads a name, of a facet just below the one that calls, or refuses it. */
    static String read(GuestContext context, int ptr, int len) {
        if (depth(context.identity().facetPath()) >= Limits.FACET_DEPTH_MAX) {
            throw new Refusal(
                    INVALID,
                    "a tree of facets has at most "
                            + Limits.FACET_DEPTH_MAX
                            + " levels with its root, and this facet is on the last");
        }
        long size = Integer.toUnsignedLong(len);
        if (size > Limits.FACET_NAME_BYTES_MAX) {
            throw new Refusal(INVALID, wrongSize(size));
        }
        String name = context.text(ptr, len);
        problem(name)
                .ifPresent(problem -> {
                    throw new Refusal(INVALID, problem);
                });
        return name;
    }

    /** Levels down to a facet, the root's among them. */
    private static int depth(String facetPath) {
        int slashes = (int) facetPath.chars().filter(c -> c == '/').count();
        return facetPath.equals("/") ? 1 : slashes + 1;
    }

    private static String wrongSize(long size) {
        return "a facet's name has 1 to "
                + Limits.FACET_NAME_BYTES_MAX
                + " bytes, this one has "
                + size;
    }
}
