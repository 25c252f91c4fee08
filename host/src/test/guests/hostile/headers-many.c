/* More than 128 header fields. */
#include "attack.h"

ATTACK() {
    lap_buffer fields = {0};
    for (int32_t i = 0; i < 129; i++) {
        lap_list_add(&fields, lap_str("x"));
        lap_list_add(&fields, lap_str("y"));
    }
    return facet_http_response_head(200, fields.at, fields.size);
}
