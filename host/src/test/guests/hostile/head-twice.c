/* Sets the head twice. */
#include "attack.h"

ATTACK() {
    facet_http_response_head(200, NULL, 0);
    return facet_http_response_head(500, NULL, 0);
}
