/* A header beyond ASCII. */
#include "attack.h"

ATTACK() {
    return head(200, "x", "caf\xc3\xa9");
}
