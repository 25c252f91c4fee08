/* A reply of 100 MiB. */
#include "attack.h"

ATTACK() {
    if (__builtin_wasm_memory_grow(0, 1700) == SIZE_MAX) {
        return -99;
    }
    return facet_http_response_body(NULL, 100 << 20);
}
