package lapidary.host.engine;

import lapidary.abi.Prices;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.ModuleFacts;

/**
 * What an instance takes of the heap, its memory not counted, and what making it costs: a small
 * module can declare many globals, elements and segments. Stateless.
 */
final class InstanceSize {
    /** With the facet around it: its context, its statements, its place in the maps. */
    private static final long BASE_BYTES = 64 << 10;

    private static final long ITEM_BYTES = 80;
    private static final long FUNCTION_BYTES = 8;

    /** So many are part of the price of a wake. */
    private static final long ITEMS_FREE = 1_000;

    private static final long ELEMENTS_FREE = 10_000;

    private InstanceSize() {}

    static long bytes(MeteredModule module) {
        ModuleFacts facts = module.facts();
        return BASE_BYTES
                + ITEM_BYTES * (items(facts) + module.transferGlobals())
                + FUNCTION_BYTES * facts.functions().size()
                + GuestTable.bytes(facts.tableElements());
    }

    static long price(ModuleFacts facts) {
        return Prices.INSTANCE_ITEM * Math.max(0, items(facts) - ITEMS_FREE)
                + Prices.TABLE_ELEMENT * Math.max(0, facts.tableElements() - ELEMENTS_FREE);
    }

    private static long items(ModuleFacts facts) {
        return (long) facts.globalCount() + facts.exports().size() + facts.segmentCount();
    }
}
