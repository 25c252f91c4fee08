package lapidary.host.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Goes through a recording once more, and cuts it. Confined to one thread. */
final class Replay {
    private static final int CHANCES = 2;

    private final List<Step> steps;
    private final Path root;
    private final Checks checks;
    private final Random random;
    private final Set<String> seen = new HashSet<>();

    Replay(List<Step> steps, Path root, Checks checks, Random random) {
        this.steps = steps;
        this.root = root;
        this.checks = checks;
        this.random = random;
    }

    /**
     * With so many cuts, or as many as there are steps; and one after each acknowledgement, of
     * which nothing is left but what was synced.
     */
    void run(int cuts) throws InterruptedException {
        var chosen = choose(cuts);
        var disk = new Disk(root);
        var marks = new ArrayList<Mark>();
        for (int i = 0; i < steps.size(); i++) {
            disk.apply(steps.get(i));
            if (steps.get(i) instanceof Step.Noted noted) {
                marks.add(noted.mark());
            }
            if (isAcknowledgement(steps.get(i))) {
                check(i, "lost", CrashState.of(disk, Fate.LOST), marks);
            }
            if (chosen.get(i)) {
                cut(i, disk, marks);
            }
        }
    }

    /**
     * After each step that is more than a write, and before it; what is left is spent on writes.
     */
    private BitSet choose(int cuts) {
        var chosen = new BitSet();
        var first = new ArrayList<Integer>();
        var second = new ArrayList<Integer>();
        var disk = new Disk(root);
        int lastChange = 0;
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (disk.apply(step)) {
                if (isWrite(step)) {
                    second.add(i);
                } else {
                    first.add(lastChange);
                    first.add(i);
                }
                lastChange = i;
            }
        }
        Collections.shuffle(first, random);
        Collections.shuffle(second, random);
        for (var list : List.of(first, second)) {
            for (int i : list) {
                if (chosen.cardinality() < cuts) {
                    chosen.set(i);
                }
            }
        }
        return chosen;
    }

    private static boolean isAcknowledgement(Step step) {
        return step instanceof Step.Noted noted && noted.mark() instanceof Mark.Acknowledged;
    }

    private static boolean isWrite(Step step) {
        return step instanceof Step.Asked asked && asked.call().name().contains("write");
    }

    private void cut(int step, Disk disk, List<Mark> marks) throws InterruptedException {
        check(step, "lost", CrashState.of(disk, Fate.LOST), marks);
        check(step, "written", CrashState.of(disk, Fate.WRITTEN), marks);
        for (int i = 0; i < CHANCES; i++) {
            check(step, "chance", CrashState.of(disk, Fate.chance(random)), marks);
        }
    }

    /** The same state with the same knowledge would give the same answer. */
    private void check(int step, String fate, CrashState state, List<Mark> marks)
            throws InterruptedException {
        if (seen.add(marks.size() + " " + state.digest())) {
            checks.add(new Checks.Case(step, fate, state, List.copyOf(marks)));
        }
    }
}
