/* A log line that would like to be two. */
#include "attack.h"

ATTACK() {
    return facet_log_write(2, "good\nERROR: forged", 18);
}
