/* Reads the request's body to its end, however long that is. */
#include "attack.h"

ATTACK() {
    static uint8_t block[65536];
    int32_t size;
    while ((size = facet_http_request_body(block, sizeof block)) > 0) {
    }
    return size;
}
