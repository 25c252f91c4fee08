/* Parameters whose length leaves the slice. */
#include "attack.h"

ATTACK() {
    return facet_sql_exec("SELECT ?", 8, "\x04\xff\xff\xff\xff", 5);
}
