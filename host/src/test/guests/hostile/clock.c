/* Measures time, as one would to spy on neighbours. */
#include "attack.h"

LAP_IMPORT(wasi_snapshot_preview1, clock_time_get)
int32_t clock_time_get(int32_t id, int64_t precision, int64_t *time);

ATTACK() {
    int64_t before, after;
    clock_time_get(1, 0, &before);
    for (volatile int32_t i = 0; i < 1000000; i++) {
    }
    clock_time_get(1, 0, &after);
    return after - before;
}
