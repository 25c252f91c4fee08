/* Begins a transaction of its own. */
#include "attack.h"

ATTACK() {
    return sql("BEGIN; COMMIT");
}
