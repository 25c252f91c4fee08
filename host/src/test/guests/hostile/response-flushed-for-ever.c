/* A reply without an end that is sent as it grows. */
#include "attack.h"

ATTACK() {
    static uint8_t block[65536];
    while (facet_http_response_body(block, sizeof block) >= 0 && facet_http_flush() >= 0) {
    }
    __builtin_trap();
}
