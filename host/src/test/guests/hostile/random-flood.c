/* Draws chance for ever. */
#include "attack.h"

LAP_IMPORT(wasi_snapshot_preview1, random_get) int32_t random_get(void *at, uint32_t size);

ATTACK() {
    static uint8_t bytes[65536];
    for (;;) {
        random_get(bytes, sizeof bytes);
    }
}
