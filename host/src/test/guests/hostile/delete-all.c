/* Deletes everything, and reads on. */
#include "attack.h"

ATTACK() {
    sql("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    facet_info_delete_all();
    return drain(sql("SELECT a FROM t"));
}
