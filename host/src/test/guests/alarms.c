/*
 * A guest that sets alarms as a test asks: the first part of the path is the operation, the rest its
 * argument. What its handler does is planned beforehand, under the key "plan". Built by
 * guest-examples/build.sh.
 */
#include "lapidary.h"

LAP_IMPORT(wasi_snapshot_preview1, proc_exit) _Noreturn void wasi_proc_exit(int32_t code);

static void put_result(lap_buffer *text, int64_t result) {
    lap_put_int(text, result);
    if (result < -1) {
        lap_put_text(text, " ");
        lap_put(text, lap_last_error());
    }
}

static void reply(int64_t result) {
    lap_buffer text = {0};
    put_result(&text, result);
    lap_reply_text(200, lap_done(&text));
}

static lap_bytes stored(const char *key) {
    lap_bytes value;
    return lap_kv_get(lap_str(key), &value) < 0 ? LAP_NOTHING : value;
}

/* A plan is a word and a number: "again/1700000000000". */
static lap_bytes word(lap_bytes plan) {
    plan.size = lap_find(plan, '/');
    return plan;
}

static int64_t number(lap_bytes plan) {
    int64_t value = 0;
    lap_parse_int(lap_from(plan, lap_find(plan, '/') + 1), &value);
    return value;
}

/* Sets the alarm inside a savepoint, and undoes that. */
static void set_and_roll_back(int64_t at) {
    facet_sql_begin();
    facet_alarm_set(at);
    facet_sql_rollback();
}

LAP_EVENT(init) {
    lap_bytes plan = stored("init");
    if (lap_is(word(plan), "set")) {
        facet_alarm_set(number(plan));
    } else if (lap_is(word(plan), "clear")) {
        facet_alarm_clear();
    }
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes operation = lap_from(lap_path(&request), 1);
    lap_bytes name = word(operation);
    if (lap_is(name, "set")) {
        reply(facet_alarm_set(number(operation)));
    } else if (lap_is(name, "get")) {
        reply(facet_alarm_get());
    } else if (lap_is(name, "clear")) {
        reply(facet_alarm_clear());
    } else if (lap_is(name, "set-then-trap")) {
        facet_alarm_set(number(operation));
        __builtin_trap();
    } else if (lap_is(name, "set-and-roll-back")) {
        set_and_roll_back(number(operation));
        reply(facet_alarm_get());
    } else if (lap_is(name, "set-then-loop")) {
        facet_alarm_set(number(operation));
        for (volatile int64_t i = 0;; i++) {
        }
    } else if (lap_is(name, "set-and-flush-then-trap")) {
        facet_alarm_set(number(operation));
        facet_http_flush();
        facet_alarm_clear();
        __builtin_trap();
    } else if (lap_is(name, "delete-all")) {
        reply(facet_info_delete_all());
    } else if (lap_is(name, "outside")) {
        lap_buffer text = {0};
        put_result(&text, facet_alarm_scheduled_at());
        lap_put_text(&text, ", ");
        put_result(&text, facet_alarm_retry_count());
        lap_reply_text(200, lap_done(&text));
    } else if (lap_is(name, "plan") || lap_is(name, "init")) {
        lap_kv_put(name, lap_from(operation, name.size + 1));
    } else if (lap_is(name, "ran")) {
        lap_reply_text(200, stored("ran"));
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}

/* "scheduled_at retry_count now get", kept if the handler succeeds, logged in any case. */
LAP_EVENT(alarm) {
    lap_buffer line = {0};
    lap_put_int(&line, facet_alarm_scheduled_at());
    lap_put_text(&line, " ");
    lap_put_int(&line, facet_alarm_retry_count());
    lap_put_text(&line, " ");
    lap_put_int(&line, lap_now_ms());
    lap_put_text(&line, " ");
    lap_put_int(&line, facet_alarm_get());
    lap_log(LAP_INFO, lap_done(&line));
    lap_buffer ran = {0};
    lap_put(&ran, stored("ran"));
    lap_put(&ran, lap_done(&line));
    lap_put_text(&ran, "\n");
    lap_kv_put(lap_str("ran"), lap_done(&ran));

    lap_bytes plan = stored("plan");
    lap_bytes name = word(plan);
    if (lap_is(name, "again")) {
        facet_alarm_set(number(plan));
    } else if (lap_is(name, "again-and-clear")) {
        facet_alarm_set(number(plan));
        facet_alarm_clear();
    } else if (lap_is(name, "again-then-trap")) {
        facet_alarm_set(number(plan));
        __builtin_trap();
    } else if (lap_is(name, "set-and-roll-back")) {
        set_and_roll_back(number(plan));
        int64_t seen = facet_alarm_get();
        lap_put_int(&ran, seen);
        lap_kv_put(lap_str("ran"), lap_done(&ran));
    } else if (lap_is(name, "clear-then-trap")) {
        facet_alarm_clear();
        __builtin_trap();
    } else if (lap_is(name, "trap")) {
        __builtin_trap();
    } else if (lap_is(name, "exit")) {
        wasi_proc_exit((int32_t)number(plan));
    } else if (lap_is(name, "violate")) {
        lap_sql_run("CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (a REFERENCES p"
                    " DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1)", NULL);
    } else if (lap_is(name, "delete-all")) {
        facet_info_delete_all();
    } else if (lap_is(name, "loop")) {
        for (volatile int64_t i = 0;; i++) {
        }
    }
}
