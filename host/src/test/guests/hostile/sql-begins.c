/* Begins inside of begins until it may not. */
#include "attack.h"

ATTACK() {
    for (int32_t i = 1;; i++) {
        int32_t result = facet_sql_begin();
        if (result < 0) {
            return i == 17 ? result : i;
        }
    }
}
