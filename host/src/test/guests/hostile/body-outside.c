/* Reads the request into bytes behind the end. */
#include "attack.h"

ATTACK() {
    return facet_http_request_body((void *)0xfffffff0u, 100);
}
