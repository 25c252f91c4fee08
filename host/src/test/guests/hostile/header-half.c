/* A name without a value. */
#include "attack.h"

ATTACK() {
    lap_buffer fields = {0};
    lap_list_add(&fields, lap_str("x"));
    return facet_http_response_head(200, fields.at, fields.size);
}
