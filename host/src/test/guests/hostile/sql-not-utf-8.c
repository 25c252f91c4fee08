/* A statement that is no text. */
#include "attack.h"

ATTACK() {
    return facet_sql_exec("SELECT \x27\xff\x27", 10, NULL, 0);
}
