package lapidary.host.supervisor;

import java.util.Map;

/** Whose supervisor is in Java: by namespace, and the built-in one for all others. Immutable. */
public final class Supervisors {
    private final Map<String, Supervisor> byNamespace;
    private final Supervisor others = new BuiltInSupervisor();

    public Supervisors(Map<String, Supervisor> byNamespace) {
        this.byNamespace = Map.copyOf(byNamespace);
    }

    public Supervisor of(String namespace) {
        return byNamespace.getOrDefault(namespace, others);
    }
}
