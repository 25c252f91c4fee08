/*
 * A guest that wants more than its share, in the way that the first part of the path names. Built by
 * guest-examples/build.sh.
 */
#include "lapidary.h"

static void burn(int64_t rounds) {
    for (volatile int64_t i = 0; i < rounds; i++) {
    }
}

static _Noreturn void loop(void) {
    for (volatile int64_t i = 0;; i++) {
    }
}

static void sql(lap_bytes text) {
    lap_rows rows;
    int32_t cursor = facet_sql_exec(text.at, text.size, NULL, 0);
    if (cursor < 0) {
        lap_reply_text(500, lap_last_error());
        return;
    }
    rows = (lap_rows){cursor, 0, 0, LAP_NOTHING, NULL, 0};
    while (lap_rows_next(&rows) > 0) {
    }
    lap_reply_text(200, lap_str("done"));
}

LAP_EVENT(init) {
    lap_bytes endless;
    if (lap_env(lap_str("ENDLESS_INIT"), &endless) >= 0) {
        loop();
    }
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    lap_bytes operation = lap_from(path, 1);
    operation.size = lap_find(operation, '/');
    lap_bytes argument = lap_from(path, operation.size + 2);
    lap_bytes body;
    if (lap_read_body(1 << 20, &body) < 0) {
        return;
    }
    if (lap_is(operation, "loop")) {
        loop();
    } else if (lap_is(operation, "calls")) {
        for (;;) {
            facet_info_abi_version();
        }
    } else if (lap_is(operation, "puts")) {
        for (;;) {
            facet_kv_put("key", 3, "value", 5);
        }
    } else if (lap_is(operation, "logs")) {
        for (;;) {
            lap_log(LAP_INFO, lap_str("more and more"));
        }
    } else if (lap_is(operation, "burn")) {
        int64_t rounds = 0;
        lap_parse_int(argument, &rounds);
        burn(rounds);
        lap_reply_text(200, lap_str("burned"));
    } else if (lap_is(operation, "sql")) {
        sql(body);
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}
