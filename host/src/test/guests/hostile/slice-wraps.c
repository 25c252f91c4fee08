/* A slice that wraps around the end of the address space. */
#include "attack.h"

ATTACK() {
    return facet_kv_get((void *)0xffffffffu, 0xffffffffu, NULL, 0);
}
