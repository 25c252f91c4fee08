/* Reads cursors that it never opened. */
#include "attack.h"

ATTACK() {
    static uint8_t rows[64];
    for (int32_t i = -1000; i < 1000; i++) {
        int32_t size = facet_sql_next(i, rows, sizeof rows);
        if (size != -2) {
            return size;
        }
    }
    return facet_sql_next(INT32_MAX, rows, sizeof rows);
}
