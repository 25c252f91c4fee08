/* Commits what it did not begin. */
#include "attack.h"

ATTACK() {
    return facet_sql_commit();
}
