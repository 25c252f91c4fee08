/*
 * A counter that is never wrong: each increment is one SQL statement in one transaction, and the
 * reply leaves the host only once it is durable.
 */
#include "lapidary.h"

static const char CREATE_COUNTER[] =
    "CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT;"
    "INSERT OR IGNORE INTO counter (id, count) VALUES (1, 0)";

static const char SELECT_COUNT[] = "SELECT count FROM counter WHERE id = 1";

static const char ADD_ONE[] = "UPDATE counter SET count = count + 1 WHERE id = 1 RETURNING count";

static const char RESET[] = "UPDATE counter SET count = 0 WHERE id = 1 RETURNING count";

LAP_EVENT(init) {
    lap_must(lap_sql_run(CREATE_COUNTER, NULL));
}

/* Replies with the one number that the statement gives. */
static void reply_count(const char *sql) {
    lap_value count;
    lap_must(lap_sql_one(sql, NULL, &count));
    lap_buffer json = {0};
    lap_put_text(&json, "{\"count\": ");
    lap_put_int(&json, count.integer);
    lap_put_text(&json, "}\n");
    lap_reply_json(200, lap_done(&json));
}

static void only_post(const lap_request *request, const char *sql) {
    if (lap_is(request->method, "POST")) {
        reply_count(sql);
    } else {
        lap_reply_not_allowed("POST");
    }
}

static void root(const lap_request *request) {
    if (lap_is(request->method, "GET") || lap_is(request->method, "HEAD")) {
        reply_count(SELECT_COUNT);
    } else if (lap_is(request->method, "POST")) {
        reply_count(ADD_ONE);
    } else {
        lap_reply_not_allowed("GET, HEAD, POST");
    }
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    if (lap_is(path, "/")) {
        root(&request);
    } else if (lap_is(path, "/increment")) {
        only_post(&request, ADD_ONE);
    } else if (lap_is(path, "/reset")) {
        only_post(&request, RESET);
    } else {
        lap_reply_json(404, lap_str("{\"error\": \"there is only /, /increment and /reset\"}\n"));
    }
}
