/* A key beyond the limit. */
#include "attack.h"

ATTACK() {
    static uint8_t key[2049];
    return facet_kv_put(key, sizeof key, "v", 1);
}
