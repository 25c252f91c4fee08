package lapidary.host.crash;

import java.util.Set;
import java.util.TreeSet;

/** What a name means for sure, and what it may mean by now. Confined to one thread. */
final class Meaning {
    private final Set<String> possible = new TreeSet<>();
    private String sure = "";

    static Meaning of(String value) {
        var meaning = new Meaning();
        meaning.settle(value);
        return meaning;
    }

    /** It was asked that it mean this. */
    void mayBe(String value) {
        possible.add(value);
    }

    /** It was acknowledged that it means this. */
    void settle(String value) {
        sure = value;
        possible.clear();
    }

    boolean isSure() {
        return !sure.isEmpty();
    }

    boolean allows(String value) {
        return sure.equals(value) || possible.contains(value);
    }

    @Override
    public String toString() {
        return sure + " or " + possible;
    }
}
