/*
 * What the benchmarks ask a facet for: a constant, a row by its key, a durable increment of it. The
 * peer's worker (resources/lapidary/bench/peer/worker.js) does the same with the same SQL.
 */
#include "lapidary.h"

static const char CREATE_HITS[] =
    "CREATE TABLE IF NOT EXISTS hits (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);"
    "INSERT OR IGNORE INTO hits VALUES (1, 0)";

static const char SELECT_HITS[] = "SELECT n FROM hits WHERE id = 1";

static const char ADD_HIT[] = "UPDATE hits SET n = n + 1 WHERE id = 1 RETURNING n";

/* Its number is replaced by another one to have a module that nobody has seen before. */
static const char UNKNOWN[] = "there is only /hello, /get and /inc (module 0000000000)\n";

LAP_EVENT(init) {
    lap_must(lap_sql_run(CREATE_HITS, NULL));
}

static void reply_number(const char *sql) {
    lap_value number;
    lap_must(lap_sql_one(sql, NULL, &number));
    lap_buffer text = {0};
    lap_put_int(&text, number.integer);
    lap_reply_text(200, lap_done(&text));
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    if (lap_is(path, "/get")) {
        reply_number(SELECT_HITS);
    } else if (lap_is(path, "/inc")) {
        reply_number(ADD_HIT);
    } else if (lap_is(path, "/hello")) {
        lap_reply_text(200, lap_str("hello"));
    } else {
        lap_reply_text(404, lap_str(UNKNOWN));
    }
}
