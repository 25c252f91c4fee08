/* Flushes while a begin is open. */
#include "attack.h"

ATTACK() {
    facet_sql_begin();
    return facet_http_flush();
}
