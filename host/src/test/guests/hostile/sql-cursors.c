/* Opens cursors until it may not. */
#include "attack.h"

ATTACK() {
    for (int32_t i = 1;; i++) {
        int32_t cursor = sql("SELECT 1");
        if (cursor < 0) {
            return i == 65 ? cursor : i;
        }
    }
}
