/* Writes, and then traps. */
#include "attack.h"

ATTACK() {
    facet_kv_put("kept", 4, "spoiled", 7);
    sql("DROP TABLE IF EXISTS kept");
    __builtin_trap();
}
