/* A value beyond the limit. */
#include "attack.h"

ATTACK() {
    static uint8_t value[(2 << 20) + 1];
    return facet_kv_put("k", 1, value, sizeof value);
}
