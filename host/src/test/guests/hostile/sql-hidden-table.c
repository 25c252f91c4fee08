/* Reads the host's table. */
#include "attack.h"

ATTACK() {
    return drain(sql("SELECT * FROM \"_LAP_kv\""));
}
