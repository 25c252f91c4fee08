package lapidary.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LiveHeapTest {
    private static final String HISTOGRAM =
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:           638        9881832  [Ljdk.internal.vm.FillerElement; (java.base@25.0.1)
               2:          6391         288384  [B (java.base@25.0.1)
               3:             2             32  jdk.internal.vm.FillerObject (java.base@25.0.1)
               4:          1500          48000  lapidary.host.object.SleepingTrees$Tree
            Total          8531       10218248
            """;

    @Test
    void what_fills_gaps_is_not_in_use() {
        assertEquals(288_384 + 48_000, LiveHeap.bytes(HISTOGRAM));
    }
}
