package lapidary.host.crash;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What clients know of one facet. Confined to one thread. */
final class FacetFacts {
    private final Set<String> sure = new TreeSet<>();
    private final Set<String> possible = new TreeSet<>();
    private final Meaning module = new Meaning();
    private boolean isNamed;
    private boolean isEnding;

    /** A facet that a client has read. */
    static FacetFacts read(Survey.Found found) {
        var facts = new FacetFacts();
        facts.isNamed = true;
        facts.sure.addAll(found.items());
        facts.module.settle(found.module() == null ? "" : found.module());
        return facts;
    }

    void beginWrite(String item) {
        possible.add(item);
    }

    void written(String item) {
        isNamed = true;
        possible.remove(item);
        sure.add(item);
    }

    void beginAttach(String name) {
        module.mayBe(name);
    }

    void attached(String name) {
        isNamed = true;
        module.settle(name);
    }

    void beginRemoval() {
        isEnding = true;
    }

    /** It is not in its object's tree. */
    void checkAbsent(Consumer<String> complaints) {
        if (isNamed && !isEnding) {
            complaints.accept("is gone, with " + sure);
        }
    }

    /**
     * @param declared the module that the namespace gives it, empty if none
     */
    void check(Survey.Found found, String declared, Consumer<String> complaints) {
        List<String> items = found.items();
        var distinct = new HashSet<>(items);
        if (distinct.size() < items.size()) {
            complaints.accept("has items twice: " + items);
        }
        if (!distinct.containsAll(sure)) {
            var lost = new TreeSet<>(sure);
            lost.removeAll(distinct);
            complaints.accept("has lost " + lost);
        }
        distinct.removeAll(sure);
        distinct.removeAll(possible);
        if (!distinct.isEmpty()) {
            complaints.accept("has what nobody wrote, or what was removed: " + distinct);
        }
        String name = found.module() == null ? "" : found.module();
        if (!module.allows(name) && (module.isSure() || !name.equals(declared))) {
            complaints.accept("runs " + name + " instead of " + module);
        }
    }
}
