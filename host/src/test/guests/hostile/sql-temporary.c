/* Makes a temporary table, which no file bounds. */
#include "attack.h"

ATTACK() {
    return sql("CREATE TEMP TABLE t (a)");
}
