/* Replies to a call that is none. */
#include "attack.h"

ATTACK() {
    return facet_rpc_reply(NULL, 0);
}
