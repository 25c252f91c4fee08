/* A list whose item leaves the slice. */
#include "attack.h"

ATTACK() {
    return facet_http_response_head(200, "\xff\xff\xff\x7f", 4);
}
