/* Sends its head, and then breaks off. */
#include "attack.h"

ATTACK() {
    facet_kv_put("flushed", 7, "yes", 3);
    facet_http_flush();
    __builtin_trap();
}
