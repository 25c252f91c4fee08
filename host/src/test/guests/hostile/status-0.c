/* A status that is none. */
#include "attack.h"

ATTACK() {
    return facet_http_response_head(0, NULL, 0);
}
