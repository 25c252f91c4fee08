/* A name that would be two headers. */
#include "attack.h"

ATTACK() {
    return head(200, "x: y\r\nset-cookie", "stolen=1");
}
