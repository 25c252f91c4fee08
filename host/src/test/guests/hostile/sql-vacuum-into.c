/* Copies its database to a path. */
#include "attack.h"

ATTACK() {
    return sql("VACUUM INTO '/tmp/stolen.db'");
}
