/* Loads a library. */
#include "attack.h"

ATTACK() {
    return sql("SELECT load_extension('libc.so.6')");
}
