/* A log line that is no text. */
#include "attack.h"

ATTACK() {
    return facet_log_write(2, "\xc0\x80", 2);
}
