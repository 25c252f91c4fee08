package lapidary.host.wasm;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A module rewritten to be metered, and where its meter is. Immutable, as long as nobody changes
 * {@link #bytes}.
 *
 * <p>Whoever runs it must, before any of its code runs, put what may be burned at first into the
 * fuel global and what may be called deeply into the stack global, and offer the import {@value
 * #RESERVED_MODULE}.{@value #REFUEL}. That is called when either has become negative: it puts more
 * into the fuel global, or throws.
 */
public final class MeteredModule {
    /** The module of the import that the rewriter adds. No guest may import from it. */
    public static final String RESERVED_MODULE = "lapidary";

    /** The import that the rewriter adds behind the module's own: takes and returns nothing. */
    public static final String REFUEL = "refuel";

    /** What the exports that the rewriter adds begin with. No guest's own may. */
    public static final String RESERVED_PREFIX = "lapidary.";

    public static final String FUEL = RESERVED_PREFIX + "fuel";
    public static final String STACK = RESERVED_PREFIX + "stack";

    /** Of {@link #transferGlobals}: an engine may have a fixed place for each. */
    public static final int TRANSFERS_MAX = 32;

    private static final byte[] NO_BYTES = {};

    private final byte[] bytes;
    private final List<FunctionType> types;
    private final ModuleFacts facts;
    private final MeterLayout layout;
    private final Map<Integer, Integer> largeFunctions;
    private final List<Integer> regionOwners;
    private final int transferGlobals;
    private final ModuleSize size;

    MeteredModule(
            byte[] bytes,
            List<FunctionType> types,
            ModuleFacts facts,
            MeterLayout layout,
            Map<Integer, Integer> largeFunctions,
            List<Integer> regionOwners,
            int transferGlobals,
            ModuleSize size) {
        this.regionOwners = List.copyOf(regionOwners);
        this.transferGlobals = transferGlobals;
        this.size = size;
        this.largeFunctions = Map.copyOf(largeFunctions);
        this.bytes = bytes;
        this.types = List.copyOf(types);
        this.facts = facts;
        this.layout = layout;
    }

    /** The rewritten module itself, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The types of the module, whether its functions have them or not. */
    public List<FunctionType> types() {
        return types;
    }

    /**
     * The rewritten module with empty functions: all that instances are made from, for an engine
     * that has its code already.
     */
    public byte[] shell() {
        return Shell.of(bytes, Set.of());
    }

    /** The same, but the functions of {@code kept} have their bodies. */
    public byte[] shell(Set<Integer> kept) {
        return Shell.of(bytes, kept.stream().map(this::defined).collect(toSet()));
    }

    private int defined(int index) {
        return index - refuelFunction() - 1;
    }

    /** The size of the rewritten bodies of some of the {@link #largeFunctions}. */
    public long codeBytes(Set<Integer> functions) {
        return functions.stream().mapToLong(index -> largeFunctions.getOrDefault(index, 0)).sum();
    }

    /** How large it is for whoever loads it. */
    public ModuleSize size() {
        return size;
    }

    /** All but the bytes and the types, which nobody needs once they are loaded. */
    public MeteredModule withoutBytes() {
        return new MeteredModule(
                NO_BYTES, List.of(), facts, layout, Map.of(), regionOwners, transferGlobals, size);
    }

    /** About the module before it was rewritten. */
    public ModuleFacts facts() {
        return facts;
    }

    /** The index of the global that holds the fuel left, an i64. */
    public int fuelGlobal() {
        return layout.fuelGlobal();
    }

    /** The index of the global that holds the stack slots left, an i64. */
    public int stackGlobal() {
        return layout.stackGlobal();
    }

    /**
     * The index of the first of {@link #transferGlobals} globals, i64s, by which functions and what
     * was outlined from them tell each other values: each is written right before it is read.
     */
    public int firstTransferGlobal() {
        return layout.firstTransferGlobal();
    }

    /** How many there are, at most {@value #TRANSFERS_MAX}. */
    public int transferGlobals() {
        return transferGlobals;
    }

    /** The index of the import that the rewriter added, which is also the last import's. */
    public int refuelFunction() {
        return layout.functions().refuel();
    }

    /** The functions that are priced to be interpreted, counted as in the rewritten module. */
    public Set<Integer> largeFunctions() {
        return largeFunctions.keySet();
    }

    /** Turns a function's index in the rewritten module into its name, for messages. */
    public String functionName(int rewrittenIndex) {
        if (rewrittenIndex == refuelFunction()) {
            return REFUEL;
        }
        return facts.names().of(layout.functions().original(owner(rewrittenIndex)));
    }

    /** The function that it is, or is a region of. */
    private int owner(int rewrittenIndex) {
        int region = rewrittenIndex - 1 - facts.functions().size();
        return region < 0 ? rewrittenIndex : regionOwners.get(region);
    }
}
