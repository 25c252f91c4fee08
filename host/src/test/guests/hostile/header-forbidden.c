/* The host's own headers, and the connection's. */
#include "attack.h"

ATTACK() {
    lap_buffer fields = {0};
    const char *pairs[] = {
        "content-length", "1", "transfer-encoding", "chunked", "connection", "upgrade",
        "lapidary-request-id", "forged", "date", "never", "clear-site-data", "*",
        "strict-transport-security", "max-age=1", "service-worker-allowed", "/",
        "x-content-type-options", "sniff"};
    for (uint32_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        lap_list_add(&fields, lap_str(pairs[i]));
    }
    return facet_http_response_head(200, fields.at, fields.size);
}
