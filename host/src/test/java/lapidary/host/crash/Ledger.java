package lapidary.host.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What clients know of a host's data: what was acknowledged is there, what was asked for may be.
 * Confined to one thread.
 */
final class Ledger {
    private final Map<String, Meaning> modules = new TreeMap<>();
    private final Map<String, Meaning> namespaces = new TreeMap<>();
    private final TreeSet<String> endingNamespaces = new TreeSet<>();
    private final Map<Address, FacetFacts> facets = new HashMap<>();
    private final Map<Long, Op> open = new HashMap<>();

    static Ledger of(List<Mark> marks) {
        var ledger = new Ledger();
        marks.forEach(ledger::apply);
        return ledger;
    }

    /** Of clients who have read all that there is. */
    static Ledger of(Survey survey) {
        var ledger = new Ledger();
        ledger.settle(survey);
        return ledger;
    }

    void apply(Mark mark) {
        switch (mark) {
            case Mark.Begun begun -> {
                open.put(begun.id(), begun.op());
                begin(begun.op());
            }
            case Mark.Acknowledged done ->
                    acknowledge(Objects.requireNonNull(open.remove(done.id())), done.reply());
        }
    }

    private void begin(Op op) {
        switch (op.verb()) {
            case UPLOAD -> meaning(modules, op).mayBe(op.word(1));
            case NAMESPACE -> meaning(namespaces, op).mayBe(op.word(1));
            case ROW, KEY -> facts(op).beginWrite(op.word(1));
            case ATTACH -> facts(op).beginAttach(op.word(1));
            case DROP_FACET -> facts(op).beginRemoval();
            case DROP_OBJECT, DROP_NAMESPACE ->
                    facets.forEach((facet, facts) -> {
                        if (op.covers(facet)) {
                            facts.beginRemoval();
                        }
                    });
            case SURVEY -> {}
        }
        if (op.verb() == Op.Verb.DROP_NAMESPACE) {
            endingNamespaces.add(op.word(0));
        }
    }

    private void acknowledge(Op op, String reply) {
        switch (op.verb()) {
            case UPLOAD -> meaning(modules, op).settle(op.word(1));
            case NAMESPACE -> meaning(namespaces, op).settle(op.word(1));
            case ROW, KEY -> facts(op).written(op.word(1));
            case ATTACH -> facts(op).attached(op.word(1));
            case DROP_FACET, DROP_OBJECT -> facets.keySet().removeIf(op::covers);
            case DROP_NAMESPACE -> {
                facets.keySet().removeIf(op::covers);
                namespaces.remove(op.word(0));
                endingNamespaces.remove(op.word(0));
            }
            case SURVEY -> settle(Survey.parse(reply));
        }
    }

    /** What was read stays; what was not there will not come any more. */
    void settle(Survey survey) {
        modules.clear();
        survey.modules().forEach((name, digest) -> modules.put(name, Meaning.of(digest)));
        namespaces.clear();
        endingNamespaces.clear();
        for (String name : survey.objects().keySet()) {
            namespaces.put(name, Meaning.of(Workload.NAMESPACE_MODULE));
        }
        facets.clear();
        survey.facets().forEach((facet, found) -> facets.put(facet, FacetFacts.read(found)));
    }

    private static Meaning meaning(Map<String, Meaning> names, Op op) {
        return names.computeIfAbsent(op.word(0), _ -> new Meaning());
    }

    private FacetFacts facts(Op op) {
        return facets.computeIfAbsent(op.facet(), _ -> new FacetFacts());
    }

    /** What is wrong with what can be read now; empty if nothing is. */
    List<String> complaints(Survey survey) {
        var complaints = new ArrayList<String>();
        checkNames("module", modules, survey.modules(), _ -> false, complaints);
        var documents = new TreeMap<String, String>();
        survey.objects().keySet().forEach(name -> documents.put(name, Workload.NAMESPACE_MODULE));
        checkNames("namespace", namespaces, documents, endingNamespaces::contains, complaints);
        var found = survey.facets();
        facets.forEach((facet, facts) -> {
            if (!found.containsKey(facet)) {
                facts.checkAbsent(text -> complaints.add(facet + " " + text));
            }
        });
        found.forEach((facet, seen) -> {
            var facts = facets.get(facet);
            if (facts == null) {
                complaints.add(facet + " is back, with " + seen);
            } else {
                facts.check(seen, facet.declared(), text -> complaints.add(facet + " " + text));
            }
        });
        return complaints;
    }

    private static void checkNames(
            String what,
            Map<String, Meaning> known,
            Map<String, String> found,
            Predicate<String> mayBeGone,
            List<String> complaints) {
        known.forEach((name, meaning) -> {
            if (meaning.isSure() && !found.containsKey(name) && !mayBeGone.test(name)) {
                complaints.add(what + " " + name + " is gone");
            }
        });
        found.forEach((name, value) -> {
            var meaning = known.get(name);
            if (meaning == null || !meaning.allows(value)) {
                complaints.add(what + " " + name + " is " + value + ", not " + meaning);
            }
        });
    }
}
