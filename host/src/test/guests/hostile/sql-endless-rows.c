/* Rows without an end. */
#include "attack.h"

ATTACK() {
    return drain(sql("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
                     " SELECT x FROM n"));
}
