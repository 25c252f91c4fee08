/* Attaches another facet's file. */
#include "attack.h"

ATTACK() {
    return sql("ATTACH '2.db' AS other");
}
