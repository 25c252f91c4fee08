/* Reads the host's table through a view. */
#include "attack.h"

ATTACK() {
    return drain(sql("CREATE VIEW v AS SELECT * FROM _lap_kv; SELECT * FROM v"));
}
