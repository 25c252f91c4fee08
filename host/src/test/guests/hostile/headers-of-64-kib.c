/* Header fields of more than 64 KiB. */
#include "attack.h"

ATTACK() {
    static char value[65536];
    for (uint32_t i = 0; i < sizeof value - 1; i++) {
        value[i] = 'v';
    }
    return head(200, "x", value);
}
