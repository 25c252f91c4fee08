/* A status of four digits. */
#include "attack.h"

ATTACK() {
    return facet_http_response_head(1000, NULL, 0);
}
