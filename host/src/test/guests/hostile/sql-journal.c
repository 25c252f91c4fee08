/* Changes how commits are kept. */
#include "attack.h"

ATTACK() {
    return sql("PRAGMA journal_mode = OFF");
}
