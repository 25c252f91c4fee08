/* A header that is no text. */
#include "attack.h"

ATTACK() {
    return head(200, "x", "\xff");
}
