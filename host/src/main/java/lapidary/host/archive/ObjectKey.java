package lapidary.host.archive;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * An object in the archive.
 *
 * @param id 32 hexadecimal digits
 */
public record ObjectKey(long namespaceId, String id) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    /** As it stands in a path: an id is hexadecimal digits, and nothing else. */
    public ObjectKey {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + id + "' is not an object's id");
        }
    }

    /** By its folder, {@code …/<namespace id>/<two digits>/<object id>}. */
    static ObjectKey of(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        int count = path.getNameCount();
        return new ObjectKey(
                Long.parseLong(path.getName(count - 3).toString()),
                path.getName(count - 1).toString());
    }

    /** Its folder in the store. */
    String folder() {
        return "objects/" + namespaceId + "/" + id;
    }

    /** Where its trees of facets are. */
    String treeFolder() {
        return folder() + "/tree";
    }
}
