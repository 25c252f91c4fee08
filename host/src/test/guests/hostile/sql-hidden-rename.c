/* Renames a table to one of the host's names. */
#include "attack.h"

ATTACK() {
    return sql("CREATE TABLE t (a); ALTER TABLE t RENAME TO _lap_mine");
}
