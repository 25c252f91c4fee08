package lapidary.host.engine;

import com.dylibso.chicory.wasm.types.DataSegment;
import java.util.IdentityHashMap;

/**
 * The bytes of a module's data segments, for all of its instances. The engine gives a copy each
 * time that it is asked, so that {@code memory.init} of no bytes would copy the whole segment.
 * Thread-safe.
 */
final class SegmentBytes {
    private final IdentityHashMap<DataSegment, byte[]> known = new IdentityHashMap<>();

    /** The bytes themselves, which nobody changes. */
    synchronized byte[] of(DataSegment segment) {
        return known.computeIfAbsent(segment, DataSegment::data);
    }
}
