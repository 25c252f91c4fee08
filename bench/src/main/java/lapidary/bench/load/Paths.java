package lapidary.bench.load;

/**
 * What is asked for: one path, or one of many at random. Immutable.
 *
 * @param objects how many there are, numbered from 1; 0 where {@code before} is the whole path
 */
public record Paths(String before, int objects, String behind) {
    public static Paths one(String path) {
        return new Paths(path, 0, "");
    }

    public static Paths anyOf(int objects, String before, String behind) {
        return new Paths(before, objects, behind);
    }

    /** The path of one object. */
    public String of(int object) {
        return objects == 0 ? before : before + object + behind;
    }
}
