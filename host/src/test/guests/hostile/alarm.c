/* Sets an alarm that nobody would hear: it exports no alarm. */
#include "attack.h"

ATTACK() {
    return facet_alarm_set(0);
}
