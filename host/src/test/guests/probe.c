/*
 * A guest that does what a test asks of it: the first part of the path is the operation, the rest
 * its argument. Built by guest-examples/build.sh.
 */
#include "lapidary.h"

LAP_IMPORT(wasi_snapshot_preview1, proc_exit) _Noreturn void wasi_proc_exit(int32_t code);

static int64_t events; /* memory: gone when the facet hibernates */
static lap_bytes argument;
static lap_bytes body;

static void reply_result(int64_t result) {
    lap_buffer text = {0};
    lap_put_int(&text, result);
    if (result < 0) {
        lap_put_text(&text, " ");
        lap_put(&text, lap_last_error());
    }
    lap_reply_text(200, lap_done(&text));
}

static void echo(const lap_request *request) {
    lap_buffer text = {0};
    lap_put(&text, request->method);
    lap_put_text(&text, " ");
    lap_put(&text, request->url);
    lap_put_text(&text, "\n");
    lap_bytes rest = request->headers;
    lap_bytes name, value;
    while (lap_list_next(&rest, &name) && lap_list_next(&rest, &value)) {
        lap_put(&text, name);
        lap_put_text(&text, ": ");
        lap_put(&text, value);
        lap_put_text(&text, "\n");
    }
    lap_put(&text, body);
    lap_reply_text(200, lap_done(&text));
}

static void sql(void) {
    lap_rows rows;
    int32_t cursor = facet_sql_exec(body.at, body.size, NULL, 0);
    if (cursor < 0) {
        reply_result(cursor);
        return;
    }
    rows = (lap_rows){cursor, 0, 0, LAP_NOTHING, NULL, 0};
    lap_buffer text = {0};
    int32_t more;
    while ((more = lap_rows_next(&rows)) > 0) {
        while (rows.remaining > 0) {
            lap_value value = lap_row_value(&rows);
            if (value.type == LAP_INTEGER) {
                lap_put_int(&text, value.integer);
            } else if (value.type == LAP_REAL) {
                lap_put_text(&text, "real");
            } else if (value.type == LAP_NULL) {
                lap_put_text(&text, "null");
            } else {
                lap_put(&text, value.bytes);
            }
            lap_put_byte(&text, rows.remaining > 0 ? '|' : '\n');
        }
    }
    if (more < 0) {
        reply_result(more);
    } else {
        lap_reply_text(200, lap_done(&text));
    }
}

static void kv_list(void) {
    int32_t cursor = facet_kv_list(argument.at, argument.size, NULL, 0, NULL, 0, 0, 0);
    lap_rows rows = {cursor, 0, 0, LAP_NOTHING, NULL, 0};
    lap_buffer text = {0};
    while (lap_rows_next(&rows) > 0) {
        lap_put(&text, lap_row_text(&rows));
        lap_put_text(&text, "=");
        lap_put(&text, lap_row_text(&rows));
        lap_put_text(&text, "\n");
    }
    lap_reply_text(200, lap_done(&text));
}

static void headers(void) {
    lap_buffer fields = {0};
    const char *pairs[] = {
        "set-cookie", "a=1", "Set-Cookie", "b=2", "content-security-policy", "default-src *",
        "lapidary-fuel", "7", "service-worker-allowed", "/", "connection", "close",
        "x-own", "value"};
    for (uint32_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        lap_list_add(&fields, lap_str(pairs[i]));
    }
    lap_reply_with(201, &fields, "text/html", lap_str("<p>hello</p>"));
}

static void bad_header(const char *name, const char *value) {
    lap_buffer fields = {0};
    lap_list_add(&fields, lap_str(name));
    lap_list_add(&fields, lap_str(value));
    int32_t result = lap_reply_head(200, lap_done(&fields));
    reply_result(result);
}

static void info(void) {
    lap_buffer text = {0};
    lap_bytes env;
    lap_put(&text, lap_namespace());
    lap_put_text(&text, "\n");
    lap_put(&text, lap_object_name());
    lap_put_text(&text, "\n");
    lap_put(&text, lap_object_id());
    lap_put_text(&text, "\n");
    lap_put(&text, lap_facet_path());
    lap_put_text(&text, "\n");
    lap_put(&text, lap_props());
    lap_put_text(&text, "\n");
    lap_env(lap_str("GREETING"), &env);
    lap_put(&text, env);
    lap_reply_text(200, lap_done(&text));
}

static void flush_then(bool trap) {
    facet_kv_put("flushed", 7, "yes", 3);
    lap_reply_text(200, lap_str("first\n"));
    int32_t result = facet_http_flush();
    facet_kv_put("after", 5, "yes", 3);
    if (trap) {
        __builtin_trap();
    }
    lap_reply_body(result == 0 ? lap_str("second\n") : lap_str("refused\n"));
}

static void big(void) {
    int64_t size = 0;
    lap_parse_int(argument, &size);
    static uint8_t block[65536];
    int32_t result = 0;
    while (size > 0 && result >= 0) {
        uint32_t part = size > 65536 ? 65536 : (uint32_t)size;
        result = facet_http_response_body(block, part);
        size -= part;
    }
    if (result < 0) {
        facet_log_write(3, "over", 4);
        __builtin_trap();
    }
}

static __attribute__((noinline)) int64_t recurse(int64_t depth) {
    volatile int64_t keep = depth;
    return keep < 0 ? 0 : recurse(depth + 1) + keep;
}

static void random(void) {
    uint8_t bytes[16];
    wasi_random_get(bytes, 16);
    lap_buffer text = {0};
    for (uint32_t i = 0; i < 16; i++) {
        lap_put_int(&text, bytes[i]);
        lap_put_text(&text, " ");
    }
    lap_put_int(&text, lap_now_ms());
    lap_reply_text(200, lap_done(&text));
}

LAP_EVENT(init) {
    lap_bytes fail;
    if (lap_env(lap_str("FAIL_INIT"), &fail) >= 0) {
        __builtin_trap();
    }
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    lap_bytes operation = lap_from(path, 1);
    operation.size = lap_find(operation, '/');
    argument = lap_from(path, operation.size + 2);
    int32_t size = lap_is(operation, "half-body") ? 0 : lap_read_body(1 << 24, &body);
    events++;
    if (size < 0) {
        reply_result(size);
    } else if (lap_is(operation, "echo")) {
        echo(&request);
    } else if (lap_is(operation, "events")) {
        reply_result(events);
    } else if (lap_is(operation, "sql")) {
        sql();
    } else if (lap_is(operation, "kv-put")) {
        reply_result(facet_kv_put(argument.at, argument.size, body.at, body.size));
    } else if (lap_is(operation, "kv-get")) {
        lap_bytes value;
        int32_t result = lap_kv_get(argument, &value);
        if (result < 0) {
            reply_result(result);
        } else {
            lap_reply_text(200, value);
        }
    } else if (lap_is(operation, "kv-delete")) {
        reply_result(facet_kv_delete(argument.at, argument.size));
    } else if (lap_is(operation, "kv-list")) {
        kv_list();
    } else if (lap_is(operation, "put-then-trap")) {
        facet_kv_put("doomed", 6, "yes", 3);
        __builtin_trap();
    } else if (lap_is(operation, "put-then-loop")) {
        facet_kv_put("doomed", 6, "yes", 3);
        for (volatile int64_t i = 0;; i++) {
        }
    } else if (lap_is(operation, "put-then-exit")) {
        int64_t code = 0;
        lap_parse_int(argument, &code);
        facet_kv_put("exited", 6, argument.at, argument.size);
        lap_reply_text(200, lap_str("exited"));
        wasi_proc_exit((int32_t)code);
    } else if (lap_is(operation, "outside")) {
        reply_result(*(volatile int32_t *)0xfffffff0u);
    } else if (lap_is(operation, "bad-slice")) {
        reply_result(facet_kv_get((void *)0xfffffff0u, 100, NULL, 0));
    } else if (lap_is(operation, "empty-slice")) {
        reply_result(facet_kv_get((void *)0xfffffff0u, 0, (void *)0xfffffff0u, 0));
    } else if (lap_is(operation, "recurse")) {
        reply_result(recurse(0));
    } else if (lap_is(operation, "headers")) {
        headers();
    } else if (lap_is(operation, "header-name")) {
        bad_header("a b", "value");
    } else if (lap_is(operation, "header-value")) {
        bad_header("x-own", "a\r\nset-cookie: stolen=1");
    } else if (lap_is(operation, "status")) {
        int64_t status = 0;
        lap_parse_int(argument, &status);
        int32_t result = lap_reply_head((int32_t)status, LAP_NOTHING);
        if (result < 0) {
            reply_result(result);
        }
    } else if (lap_is(operation, "info")) {
        info();
    } else if (lap_is(operation, "flush")) {
        flush_then(false);
    } else if (lap_is(operation, "flush-then-trap")) {
        flush_then(true);
    } else if (lap_is(operation, "big")) {
        big();
    } else if (lap_is(operation, "random")) {
        random();
    } else if (lap_is(operation, "log")) {
        lap_log(LAP_INFO, body);
        reply_result(0);
    } else if (lap_is(operation, "grow")) {
        int64_t pages = 0;
        lap_parse_int(argument, &pages);
        reply_result((int32_t)__builtin_wasm_memory_grow(0, (uintptr_t)pages));
    } else if (lap_is(operation, "delete-all")) {
        reply_result(facet_info_delete_all());
    } else if (lap_is(operation, "half-body")) {
        uint8_t byte;
        facet_http_request_body(&byte, 1);
        lap_reply_text(200, lap_str("enough"));
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}
