/* Writes keys for ever. */
#include "attack.h"

ATTACK() {
    for (uint32_t i = 0;; i++) {
        facet_kv_put(&i, sizeof i, &i, sizeof i);
    }
}
