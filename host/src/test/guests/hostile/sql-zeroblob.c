/* A gigabyte of zeros. */
#include "attack.h"

ATTACK() {
    return drain(sql("SELECT zeroblob(1000000000)"));
}
