package lapidary.host.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * What a facet is called within its object: the names from the top down to it, with slashes between
 * them. The root has no name, {@code ""}. Routes and views call it {@code ~}. Stateless.
 */
final class FacetPath {
    static final String ROOT = "";

    /** A facet before what is below it, and that before its next sibling. */
    static final Comparator<String> TOP_DOWN =
            Comparator.comparing(path -> path.replace('/', '\0')); // which no name has

    /** What routes call the root. */
    private static final String SHOWN_ROOT = "~";

    private FacetPath() {}

    /** The facet that a route names, checked. */
    static String ofRoute(String text) {
        if (text.equals(SHOWN_ROOT)) {
            return ROOT;
        }
        var names = List.of(text.split("/", -1));
        if (names.size() >= Limits.FACET_DEPTH_MAX) {
            throw new CallerException(ErrorCode.NAME_INVALID, tooDeep());
        }
        names.forEach(Names::facet);
        return text;
    }

    /** What routes call a facet. */
    static String shown(String path) {
        return path.isEmpty() ? SHOWN_ROOT : path;
    }

    /** The facet that is shown so. */
    static String ofShown(String shown) {
        return shown.equals(SHOWN_ROOT) ? ROOT : shown;
    }

    /** What the facet itself sees: {@code /} for the root, {@code /a/b} below it. */
    static String ofGuest(String path) {
        return "/" + path;
    }

    /** The facet of that name below another; the name has been checked. */
    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /** The facet above another, which is not the root. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : path.substring(0, slash);
    }

    /** Its name among its siblings. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The facets above it from the top down, and itself. */
    static List<String> lineage(String path) {
        var lineage = new ArrayList<String>();
        for (String each = path; !each.isEmpty(); each = parent(each)) {
            lineage.add(each);
        }
        lineage.add(ROOT);
        Collections.reverse(lineage);
        return lineage;
    }

    /** Whether a facet is that one or below it. */
    static boolean isWithin(String path, String top) {
        return top.isEmpty() || path.equals(top) || path.startsWith(top + "/");
    }

    /** The same place below another top. */
    static String moved(String path, String from, String to) {
        String below =
                path.equals(from) ? "" : path.substring(from.isEmpty() ? 0 : from.length() + 1);
        return below.isEmpty() ? to : child(to, below);
    }

    /** Levels with the root. */
    static int depth(String path) {
        return path.isEmpty() ? 1 : 2 + (int) path.chars().filter(c -> c == '/').count();
    }

    static String tooDeep() {
        return "a tree of facets has at most " + Limits.FACET_DEPTH_MAX + " levels with its root";
    }
}
