/* Writes the schema. */
#include "attack.h"

ATTACK() {
    return sql("UPDATE sqlite_schema SET sql = 'CREATE TABLE x (y)'");
}
