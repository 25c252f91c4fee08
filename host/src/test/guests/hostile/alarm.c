/* Sets an alarm, which nobody offers yet. */
#include "attack.h"

ATTACK() {
    return facet_alarm_set(0);
}
