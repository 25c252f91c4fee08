/* A string that doubles until nothing holds it. */
#include "attack.h"

ATTACK() {
    return drain(sql("WITH RECURSIVE s(x) AS (SELECT hex(randomblob(500000))"
                     " UNION ALL SELECT x || x FROM s) SELECT length(x) FROM s"));
}
