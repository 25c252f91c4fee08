/* Sets the head after a part of the body. */
#include "attack.h"

ATTACK() {
    facet_http_response_body("x", 1);
    return facet_http_response_head(500, NULL, 0);
}
