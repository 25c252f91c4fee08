package lapidary.host.archive;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** A facet in the archive: its object's place in the data folder, and the number of its file. */
public record FacetKey(ObjectKey object, long number) {
    private static final Pattern FILE = Pattern.compile("([0-9]{1,18})\\.db");

    /** By its database file, {@code …/<namespace id>/<two digits>/<object id>/<number>.db}. */
    static FacetKey of(Path file) {
        var matcher = FILE.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + " is not a facet's file");
        }
        return new FacetKey(
                ObjectKey.of(file.resolveSibling("")), Long.parseLong(matcher.group(1)));
    }

    /** Its folder in the store, as below the folder of pending files. */
    String folder() {
        return object.folder() + "/" + number;
    }

    /** The folder of one level. */
    String folder(int level) {
        return folder() + "/" + level;
    }
}
