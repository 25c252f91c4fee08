/* JSON that is nested a hundred thousand times. */
#include "attack.h"

ATTACK() {
    return drain(sql("SELECT json(replace(hex(zeroblob(50000)), '0', '['))"));
}
