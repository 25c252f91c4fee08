/* A reply without an end. */
#include "attack.h"

ATTACK() {
    static uint8_t block[65536];
    for (;;) {
        facet_http_response_body(block, sizeof block);
    }
}
