/*
 * A guest that does what a script says: each line of the request's body is a call, and the reply is
 * the script with the result of each call below it. docs/behaviour/README.md has the calls. Built by
 * guest-examples/build.sh.
 */
#include "behave.h"

LAP_IMPORT(wasi_snapshot_preview1, proc_exit) _Noreturn void wasi_proc_exit(int32_t code);

/* What a call knows of a cursor. */
struct cursor {
    int32_t handle;
    uint32_t columns;
    bool holds_keys; /* of facet_kv.list: its BLOBs are shown as keys are */
};

static bool is_silent;            /* only results are written, not the calls */
static int64_t events;            /* memory: gone when the facet hibernates */
static int64_t size;              /* of the database when it was last asked */
static lap_buffer values;         /* what the next exec binds */
static struct cursor cursors[27]; /* the last one, then a to z */
static struct cursor *target;     /* of the call that runs: where its cursor goes */

/* The cursor that a call names, or else the last one. */
static struct cursor *named(void) {
    return is_letter(rest) ? &cursors[word().at[0] - 'a' + 1] : cursors;
}

static int32_t keep(int32_t handle, bool holds_keys) {
    if (handle >= 0) {
        lap_rows rows = {.cursor = handle};
        lap_rows_count_columns(&rows);
        *target = (struct cursor){handle, rows.columns, holds_keys};
        cursors[0] = *target;
    }
    return handle;
}

static int32_t exec(void) {
    int32_t handle = facet_sql_exec(rest.at, rest.size, values.at, values.size);
    values = (lap_buffer){0};
    return keep(handle, false);
}

static void put_rows(const struct cursor *cursor, lap_bytes rows) {
    lap_value value;
    for (uint32_t column = 0; lap_value_next(&rows, &value); column++) {
        if (column > 0) {
            lap_put_text(&out, column % cursor->columns == 0 ? "\n" : " | ");
        }
        if (cursor->holds_keys) {
            put_key(value.bytes);
        } else {
            put_value(&value);
        }
    }
    lap_put_text(&out, "\n");
}

/* Shows as many rows as fit into `room` bytes. */
static int32_t next(const struct cursor *cursor, uint32_t room) {
    uint8_t *at = lap_alloc(room);
    int32_t result = facet_sql_next(cursor->handle, at, room);
    if (result > 0) {
        put_rows(cursor, (lap_bytes){at, (uint32_t)result});
    }
    return result;
}

/* Shows one row: 1 if there is one, 0 at the end. */
static int32_t next_row(const struct cursor *cursor) {
    int32_t room = facet_sql_row_size(cursor->handle);
    return room > 0 ? next(cursor, (uint32_t)room) : room;
}

static void all_rows(const struct cursor *cursor) {
    int32_t result = next_row(cursor);
    if (result == 0) {
        put_line("no rows");
    }
    while (result > 0) {
        result = next_row(cursor);
    }
    if (result < 0) {
        put_result(result);
    }
}

/* ------------------------------------------------------------------------------------ calls */

static void sql_exec(void) {
    put_done(exec());
}

static void sql(void) {
    int32_t handle = exec();
    if (handle < 0) {
        put_result(handle);
        return;
    }
    if (target->columns == 0) {
        put_line("ok");
    } else {
        all_rows(target);
    }
    facet_sql_close(handle);
}

static void bind(void) {
    lap_value value;
    while (literal(&value)) {
        lap_put_byte(&values, (uint8_t)value.type);
        if (value.type == LAP_INTEGER) {
            __builtin_memcpy(lap_extend(&values, 8), &value.integer, 8);
        } else if (value.type == LAP_REAL) {
            __builtin_memcpy(lap_extend(&values, 8), &value.real, 8);
        } else if (value.type != LAP_NULL) {
            lap_list_add(&values, value.bytes);
        }
    }
}

static void sql_columns(void) {
    lap_rows rows = {.cursor = named()->handle};
    lap_bytes names, name;
    int32_t result = lap_rows_columns(&rows, &names);
    if (result <= 0) {
        result < 0 ? put_result(result) : put_line("no columns");
        return;
    }
    for (const char *between = ""; lap_list_next(&names, &name); between = " | ") {
        lap_put_text(&out, between);
        lap_put(&out, name);
    }
    lap_put_text(&out, "\n");
}

static void sql_next(void) {
    struct cursor *cursor = named();
    put_result(next(cursor, (uint32_t)number()));
}

static void row(void) {
    int32_t result = next_row(named());
    if (result == 0) {
        put_line("end");
    } else if (result < 0) {
        put_result(result);
    }
}

static void rows(void) {
    all_rows(named());
}

static void sql_row_size(void) {
    put_result(facet_sql_row_size(named()->handle));
}

static void sql_rows_read(void) {
    put_result(facet_sql_rows_read(named()->handle));
}

static void sql_rows_written(void) {
    put_result(facet_sql_rows_written(named()->handle));
}

static void sql_close(void) {
    put_done(facet_sql_close(named()->handle));
}

static void sql_begin(void) {
    put_done(facet_sql_begin());
}

static void sql_commit(void) {
    put_done(facet_sql_commit());
}

static void sql_rollback(void) {
    put_done(facet_sql_rollback());
}

static void sql_database_size(void) {
    put_result(facet_sql_database_size());
}

static void growth(void) {
    int64_t now = facet_sql_database_size();
    lap_put_int(&out, size == 0 ? 0 : now - size);
    lap_put_text(&out, "\n");
    size = now;
}

static void kv_get(void) {
    lap_bytes value;
    int32_t result = lap_kv_get(key(), &value);
    if (result < 0) {
        put_result(result);
    } else {
        put_key(value);
        lap_put_text(&out, "\n");
    }
}

static void kv_put(void) {
    lap_bytes name = key();
    put_done(lap_kv_put(name, key()));
}

static void kv_delete(void) {
    put_result(lap_kv_delete(key()));
}

static void kv_list(void) {
    lap_bytes prefix = LAP_NOTHING, start = LAP_NOTHING, end = LAP_NOTHING;
    int64_t limit = 0;
    bool reverse = false;
    for (lap_bytes option = word(); option.size > 0; option = word()) {
        if (lap_is(option, "prefix")) {
            prefix = key();
        } else if (lap_is(option, "start")) {
            start = key();
        } else if (lap_is(option, "end")) {
            end = key();
        } else if (lap_is(option, "limit")) {
            limit = number();
        } else if (lap_is(option, "reverse")) {
            reverse = true;
        } else {
            lap_panic("kv.list takes prefix, start, end, limit, reverse");
        }
    }
    put_done(keep(facet_kv_list(prefix.at, prefix.size, start.at, start.size, end.at, end.size,
                                (int32_t)limit, reverse), true));
}

static void alarm_set(void) {
    put_done(facet_alarm_set(time()));
}

static void alarm_get(void) {
    int64_t at = facet_alarm_get();
    at == -1 ? put_line("none") : put_time(at);
}

static void alarm_clear(void) {
    put_done(facet_alarm_clear());
}

static void alarm_scheduled_at(void) {
    put_time(facet_alarm_scheduled_at());
}

static void alarm_retry_count(void) {
    put_result(facet_alarm_retry_count());
}

static void info_delete_all(void) {
    put_done(facet_info_delete_all());
}

static void http_flush(void) {
    lap_reply_body(lap_done(&out));
    out.size = 0;
    put_done(facet_http_flush());
}

static void event_number(void) {
    put_result(events);
}

static void trap(void) {
    __builtin_trap();
}

static void trap_at_first_try(void) {
    if (facet_alarm_retry_count() == 0) {
        __builtin_trap();
    }
}

static void spin(void) {
    for (volatile int64_t i = 0;; i++) {
    }
}

static void exit_with(void) {
    int64_t code = number();
    put_line("ok");
    lap_reply_body(lap_done(&out));
    wasi_proc_exit((int32_t)code);
}

static const struct {
    const char *name;
    void (*run)(void);
} calls[] = {
    {"sql", sql}, {"bind", bind}, {"row", row}, {"rows", rows},
    {"sql.exec", sql_exec}, {"sql.columns", sql_columns}, {"sql.next", sql_next},
    {"sql.row_size", sql_row_size}, {"sql.rows_read", sql_rows_read},
    {"sql.rows_written", sql_rows_written}, {"sql.close", sql_close},
    {"sql.begin", sql_begin}, {"sql.commit", sql_commit}, {"sql.rollback", sql_rollback},
    {"sql.database_size", sql_database_size},
    {"growth", growth}, {"kv.get", kv_get}, {"kv.put", kv_put}, {"kv.delete", kv_delete}, {"kv.list", kv_list},
    {"alarm.set", alarm_set}, {"alarm.get", alarm_get}, {"alarm.clear", alarm_clear},
    {"alarm.scheduled_at", alarm_scheduled_at}, {"alarm.retry_count", alarm_retry_count},
    {"info.delete_all", info_delete_all}, {"http.flush", http_flush},
    {"event-number", event_number}, {"trap", trap},
    {"trap-at-first-try", trap_at_first_try}, {"spin", spin}, {"exit", exit_with},
};

/* A line is a call, after the name that its cursor gets: "a = sql.exec SELECT 1". */
static void run_line(lap_bytes line) {
    if (!is_silent) {
        lap_put_text(&out, "> ");
        lap_put(&out, line);
        lap_put_text(&out, "\n");
    }
    rest = unescaped(line);
    target = cursors;
    if (is_letter(rest)) {
        target = &cursors[word().at[0] - 'a' + 1];
        word();
    }
    lap_bytes name = word();
    for (uint32_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (lap_is(name, calls[i].name)) {
            calls[i].run();
            return;
        }
    }
    put_line("no such call");
}

static void run(lap_bytes script) {
    out = (lap_buffer){0};
    values = (lap_buffer){0};
    while (script.size > 0) {
        lap_bytes line = {script.at, lap_find(script, '\n')};
        script = lap_from(script, line.size + 1);
        run_line(line);
    }
}

LAP_EVENT(fetch) {
    lap_bytes script;
    is_silent = false;
    events++;
    lap_must(lap_read_body(16 << 20, &script));
    lap_reply_text(200, LAP_NOTHING);
    run(script);
    lap_reply_body(lap_done(&out));
}

/* Runs the script that the key "alarm" holds, and adds its results to the key "ran". */
LAP_EVENT(alarm) {
    lap_bytes script, before;
    is_silent = true;
    lap_kv_get(lap_str("alarm"), &script);
    run(script);
    lap_buffer ran = {0};
    lap_kv_get(lap_str("ran"), &before);
    lap_put(&ran, before);
    lap_put(&ran, lap_done(&out));
    lap_kv_put(lap_str("ran"), lap_done(&ran));
}
