/* Switches protocols. */
#include "attack.h"

ATTACK() {
    return facet_http_response_head(101, NULL, 0);
}
