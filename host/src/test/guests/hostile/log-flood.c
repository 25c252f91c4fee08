/* Writes log lines for ever. */
#include "attack.h"

ATTACK() {
    static char line[1000];
    for (;;) {
        facet_log_write(2, line, sizeof line);
    }
}
