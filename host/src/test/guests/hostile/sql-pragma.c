/* Makes the schema writable. */
#include "attack.h"

ATTACK() {
    return sql("PRAGMA writable_schema = ON");
}
