package lapidary.host.facet;

import java.time.InstantSource;
import java.util.function.Supplier;
import lapidary.host.engine.ImportResolver;
import lapidary.host.guest.GuestLog;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleStore;
import lapidary.host.outbound.OutboundClient;
import lapidary.host.outbound.OutboundRules;
import lapidary.host.storage.Committer;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.WalFollower;
import lapidary.host.usage.UsageServices;

/**
 * What all facets of a host share. Immutable.
 *
 * @param memory what cursors claim from
 * @param committer makes facets' commits durable
 * @param followers of what databases commit
 * @param usage is told what events used
 * @param onceSpecs reads what code is to run as that a guest runs once
 * @param outbound makes guests' requests beyond this host
 * @param seeds gives a fresh seed for an event's {@link lapidary.host.guest.EventRandom}
 */
public record FacetServices(
        ModuleStore modules,
        ImportResolver imports,
        GuestLog log,
        InstantSource clock,
        Supplier<byte[]> seeds,
        LongEvents longEvents,
        MemoryBudget memory,
        OpenDatabases databases,
        Committer committer,
        WalFollower.Source followers,
        UsageServices usage,
        OnceSpecs onceSpecs,
        OutboundClient outbound) {
    /** As above, with nobody who wants to know what events use, and no code that runs once. */
    public FacetServices(
            ModuleStore modules,
            ImportResolver imports,
            GuestLog log,
            InstantSource clock,
            Supplier<byte[]> seeds,
            LongEvents longEvents,
            MemoryBudget memory,
            OpenDatabases databases,
            Committer committer,
            WalFollower.Source followers) {
        this(
                modules,
                imports,
                log,
                clock,
                seeds,
                longEvents,
                memory,
                databases,
                committer,
                followers,
                UsageServices.NONE,
                OnceSpecs.NONE,
                new OutboundClient(OutboundRules.PUBLIC, memory));
    }

    /**
     * As above, with as many open databases as are published, memory without end, commits that are
     * synced here, and nobody who follows them.
     */
    public FacetServices(
            ModuleStore modules,
            ImportResolver imports,
            GuestLog log,
            InstantSource clock,
            Supplier<byte[]> seeds,
            LongEvents longEvents) {
        this(
                modules,
                imports,
                log,
                clock,
                seeds,
                longEvents,
                MemoryBudget.UNLIMITED,
                new OpenDatabases(OpenDatabases.openMax()),
                LocalCommitter.ofThisProcess(),
                WalFollower.Source.NONE);
    }
}
