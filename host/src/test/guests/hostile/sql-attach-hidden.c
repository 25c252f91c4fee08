/* Attaches behind a comment, in a second statement. */
#include "attack.h"

ATTACK() {
    return sql("SELECT 1; /**/ ATTACH '/etc/passwd' AS p");
}
