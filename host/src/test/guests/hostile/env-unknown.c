/* Asks for variables of the host. */
#include "attack.h"

ATTACK() {
    return facet_info_env("PATH", 4, NULL, 0);
}
