/* Writes to the host's table by a trigger. */
#include "attack.h"

ATTACK() {
    return sql("CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t"
               " BEGIN DELETE FROM _lap_kv; END");
}
