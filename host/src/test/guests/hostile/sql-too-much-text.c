/* A statement of a megabyte. */
#include "attack.h"

ATTACK() {
    static char text[1 << 20];
    for (uint32_t i = 0; i < sizeof text; i++) {
        text[i] = ' ';
    }
    return facet_sql_exec(text, sizeof text, NULL, 0);
}
