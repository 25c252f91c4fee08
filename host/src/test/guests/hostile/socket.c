/* Accepts a socket that is none. */
#include "attack.h"

ATTACK() {
    return facet_ws_accept(NULL, 0);
}
