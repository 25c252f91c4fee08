/*
 * A facet that does with those below it what a test asks: the parts of the path are the operation
 * and its arguments, percent-encoded; the body is its data. It may be below another one of its kind
 * as well, which then calls it. Built by guest-examples/build.sh.
 */
#include "lapidary.h"

#define PARTS_MAX 8

static int64_t events; /* memory: gone when the facet hibernates */
static lap_bytes parts[PARTS_MAX];
static uint32_t part_count;
static lap_bytes body;

static void split(lap_bytes path) {
    part_count = 0;
    for (uint32_t i = 0; i < PARTS_MAX; i++) {
        parts[i] = LAP_NOTHING;
    }
    while (path.size > 0 && part_count < PARTS_MAX) {
        lap_bytes rest = lap_from(path, 1);
        lap_bytes part = {rest.at, lap_find(rest, '/')};
        parts[part_count++] = lap_percent_decode(part, false);
        path = lap_from(rest, part.size);
    }
}

static void put_result(lap_buffer *text, int64_t result) {
    lap_put_int(text, result);
    if (result < 0) {
        lap_put_text(text, " ");
        lap_put(text, lap_last_error());
    }
}

static void reply(int64_t result) {
    lap_buffer text = {0};
    put_result(&text, result);
    lap_reply_text(200, lap_done(&text));
}

static lap_bytes stored(lap_bytes key) {
    lap_bytes value;
    return lap_kv_get(key, &value) < 0 ? LAP_NOTHING : value;
}

static int64_t number(lap_bytes text) {
    int64_t value = 0;
    lap_parse_int(text, &value);
    return value;
}

static void loop(void) {
    for (volatile int64_t i = 0;; i++) {
    }
}

static int32_t start(lap_bytes name, lap_bytes options) {
    return supervisor_facets_start(name.at, name.size, options.at, options.size);
}

static int32_t forward(lap_bytes name) {
    return supervisor_facets_forward(name.at, name.size);
}

/* Asks the facet parts[1] for the rest of the path, with the rest of the body. */
static int32_t fetch(void) {
    lap_buffer url = {0};
    lap_put_text(&url, "http://below.test");
    for (uint32_t i = 2; i < part_count; i++) {
        lap_put_byte(&url, '/');
        lap_put(&url, parts[i]);
    }
    lap_buffer head = lap_request_head("POST", lap_done(&url));
    lap_list_add(&head, lap_str("X-From"));
    lap_list_add(&head, lap_facet_path());
    lap_bytes list = lap_done(&head);
    return supervisor_facets_fetch(parts[1].at, parts[1].size, list.at, list.size, body.at, body.size);
}

static int32_t call(lap_bytes name, lap_bytes method) {
    return supervisor_facets_call(name.at, name.size, method.at, method.size, body.at, body.size);
}

/* "status body", or the code and why. */
static void reply_of(int32_t handle) {
    lap_buffer text = {0};
    if (handle < 0) {
        put_result(&text, handle);
    } else {
        lap_bytes rest;
        lap_put_int(&text, facet_http_reply_status(handle));
        lap_put_text(&text, " ");
        if (lap_read_reply(handle, 64 << 20, &rest) >= 0) {
            lap_put(&text, rest);
        }
        facet_http_reply_close(handle);
    }
    lap_reply_text(200, lap_done(&text));
}

static void headers_of(int32_t handle) {
    lap_buffer text = {0};
    lap_bytes list, name, value;
    uint8_t *at = lap_alloc(65536);
    int32_t size = facet_http_reply_headers(handle, at, 65536);
    list = (lap_bytes){at, size < 0 ? 0 : (uint32_t)size};
    while (lap_list_next(&list, &name) && lap_list_next(&list, &value)) {
        lap_put(&text, name);
        lap_put_text(&text, ": ");
        lap_put(&text, value);
        lap_put_text(&text, "\n");
    }
    lap_reply_text(200, lap_done(&text));
}

static void list(void) {
    lap_bytes names, name;
    lap_buffer text = {0};
    lap_must(lap_read(supervisor_facets_list, &names));
    while (lap_list_next(&names, &name)) {
        lap_put(&text, name);
        lap_put_text(&text, "\n");
    }
    lap_reply_text(200, lap_done(&text));
}

static void info(void) {
    lap_buffer text = {0};
    lap_bytes env;
    lap_put(&text, lap_facet_path());
    lap_put_text(&text, " ");
    lap_put(&text, lap_object_id());
    lap_put_text(&text, " ");
    lap_put(&text, lap_props());
    lap_put_text(&text, " ");
    if (lap_env(lap_str("GREETING"), &env) >= 0) {
        lap_put(&text, env);
    }
    lap_reply_text(200, lap_done(&text));
}

/* Starts parts[1] facets, f0 and so on. */
static void many(void) {
    int32_t result = 0;
    int64_t count = number(parts[1]);
    for (int64_t i = number(parts[2]); i < count && result == 0; i++) {
        lap_buffer name = {0};
        lap_put_text(&name, "f");
        lap_put_int(&name, i);
        result = start(lap_done(&name), body);
    }
    reply(result);
}

/* A cursor is closed by a call out. */
static void cursor_over_call(void) {
    lap_rows rows;
    uint8_t row[64];
    lap_must(lap_sql("SELECT 1 UNION SELECT 2", NULL, &rows));
    lap_must(call(parts[1], lap_str("echo")));
    reply(facet_sql_next(rows.cursor, row, sizeof row));
}

static void forward_then(void) {
    lap_buffer text = {0};
    put_result(&text, forward(parts[1]));
    lap_bytes then = parts[2];
    if (lap_is(then, "trap")) {
        __builtin_trap();
    } else if (lap_is(then, "head")) {
        put_result(&text, lap_reply_head(201, LAP_NOTHING));
    } else if (lap_is(then, "body")) {
        put_result(&text, lap_reply_body(lap_str("mine")));
    } else if (lap_is(then, "flush")) {
        put_result(&text, facet_http_flush());
    } else if (lap_is(then, "again")) {
        put_result(&text, forward(parts[1]));
    } else if (lap_is(then, "abort")) {
        put_result(&text, supervisor_facets_abort(parts[1].at, parts[1].size, "gone", 4));
    }
    lap_kv_put(lap_str("forwarded"), lap_done(&text));
}

static void big(void) {
    int64_t size = number(parts[1]);
    static uint8_t block[65536];
    int32_t result = 0;
    while (size > 0 && result >= 0) {
        uint32_t part = size > 65536 ? 65536 : (uint32_t)size;
        result = facet_http_response_body(block, part);
        size -= part;
    }
    lap_kv_put(lap_str("big"), result < 0 ? lap_last_error() : lap_str("all"));
}

/* Half of the body, and then the facet parts[1] gets the rest. */
static void half_and_forward(void) {
    uint8_t byte[3];
    facet_http_request_body(byte, 3);
    lap_kv_put(lap_str("half"), (lap_bytes){byte, 3});
    lap_must(forward(parts[1]));
}

LAP_EVENT(init) {
    lap_bytes options;
    if (lap_env(lap_str("START_AT_INIT"), &options) >= 0) {
        lap_must(start(lap_str("auto"), options));
    }
    if (lap_env(lap_str("FAIL_INIT"), &options) >= 0) {
        __builtin_trap();
    }
}

LAP_EVENT(alarm) {
    lap_buffer line = {0};
    lap_put(&line, stored(lap_str("rang")));
    lap_put_text(&line, "rang ");
    lap_kv_put(lap_str("rang"), lap_done(&line));
}

LAP_EVENT(call) {
    lap_bytes method = lap_rpc_method();
    lap_bytes payload = lap_rpc_payload();
    if (lap_is(method, "echo")) {
        lap_rpc_reply(payload);
    } else if (lap_is(method, "nothing")) {
    } else if (lap_is(method, "fail")) {
        lap_kv_put(lap_str("doomed"), lap_str("yes"));
        lap_rpc_fail(payload);
    } else if (lap_is(method, "twice")) {
        lap_rpc_reply(lap_str("once"));
        lap_buffer text = {0};
        put_result(&text, lap_rpc_reply(lap_str("twice")));
        lap_kv_put(lap_str("twice"), lap_done(&text));
    } else if (lap_is(method, "put")) {
        lap_kv_put(lap_str("called"), payload);
    } else if (lap_is(method, "get")) {
        lap_rpc_reply(stored(payload));
    } else if (lap_is(method, "fuel")) {
        lap_buffer text = {0};
        lap_put_int(&text, facet_info_fuel_left());
        lap_rpc_reply(lap_done(&text));
    } else if (lap_is(method, "trap")) {
        lap_kv_put(lap_str("doomed"), lap_str("yes"));
        __builtin_trap();
    } else if (lap_is(method, "loop")) {
        loop();
    } else if (lap_is(method, "head")) {
        lap_buffer text = {0};
        uint8_t head[16];
        put_result(&text, facet_http_request_head(head, 16));
        lap_rpc_reply(lap_done(&text));
    } else if (lap_is(method, "too-long")) {
        lap_buffer text = {0};
        __builtin_wasm_memory_grow(0, 600);
        put_result(&text, facet_rpc_reply(&__heap_base, (32 << 20) + 1));
        lap_rpc_reply(lap_done(&text));
    }
}

static void usage(lap_bytes name) {
    uint8_t json[512];
    int32_t size = supervisor_facets_usage(name.at, name.size, json, sizeof json);
    if (size < 0) {
        reply(size);
    } else {
        lap_reply_text(200, (lap_bytes){json, (uint32_t)size});
    }
}

static void operation(lap_bytes name) {
    lap_bytes first = parts[1];
    lap_bytes second = parts[2];
    if (lap_is(name, "running")) {
        reply(supervisor_facets_running(first.at, first.size));
    } else if (lap_is(name, "start")) {
        reply(start(first, body));
    } else if (lap_is(name, "start-then-trap")) {
        lap_must(start(first, body));
        __builtin_trap();
    } else if (lap_is(name, "forward")) {
        int32_t result = forward(first);
        if (result < 0) {
            reply(result);
        }
    } else if (lap_is(name, "forward-then")) {
        forward_then();
    } else if (lap_is(name, "reply-then-forward")) {
        lap_reply_text(200, lap_str("mine "));
        lap_buffer text = {0};
        put_result(&text, forward(first));
        lap_reply_body(lap_done(&text));
    } else if (lap_is(name, "fetch")) {
        reply_of(fetch());
    } else if (lap_is(name, "fetch-headers")) {
        headers_of(lap_must(fetch()));
    } else if (lap_is(name, "call")) {
        reply_of(call(first, second));
    } else if (lap_is(name, "spin-call")) { /* for some hundred milliseconds, then calls */
        for (volatile int64_t i = 0; i < 100000000; i++) {
        }
        reply_of(call(first, lap_str("echo")));
    } else if (lap_is(name, "put-call-trap")) {
        lap_kv_put(lap_str("before"), lap_str("kept"));
        lap_must(call(first, lap_str("put")));
        lap_kv_put(lap_str("after"), lap_str("lost"));
        __builtin_trap();
    } else if (lap_is(name, "begin-call")) {
        lap_must(facet_sql_begin());
        reply(call(first, lap_str("put")));
    } else if (lap_is(name, "begin-start")) {
        lap_must(facet_sql_begin());
        reply(start(first, body));
    } else if (lap_is(name, "cursor-call")) {
        cursor_over_call();
    } else if (lap_is(name, "abort")) {
        reply(supervisor_facets_abort(first.at, first.size, body.at, body.size));
    } else if (lap_is(name, "delete")) {
        reply(supervisor_facets_delete(first.at, first.size));
    } else if (lap_is(name, "clone")) {
        reply(supervisor_facets_clone(first.at, first.size, second.at, second.size));
    } else if (lap_is(name, "list")) {
        list();
    } else if (lap_is(name, "usage")) {
        usage(first);
    } else if (lap_is(name, "many")) {
        many();
    } else if (lap_is(name, "kv-put")) {
        reply(lap_kv_put(first, body));
    } else if (lap_is(name, "kv-get")) {
        lap_reply_text(200, stored(first));
    } else if (lap_is(name, "events")) {
        reply(events);
    } else if (lap_is(name, "info")) {
        info();
    } else if (lap_is(name, "fuel")) {
        reply(facet_info_fuel_left());
    } else if (lap_is(name, "echo")) {
        lap_reply_text(200, body);
    } else if (lap_is(name, "status")) {
        lap_reply_text((int32_t)number(first), lap_str("status"));
    } else if (lap_is(name, "flush")) {
        lap_reply_text(200, lap_str("first "));
        lap_must(facet_http_flush());
        lap_reply_body(lap_str("second"));
    } else if (lap_is(name, "big")) {
        big();
    } else if (lap_is(name, "header")) {
        lap_bytes key = first;
        lap_request request = lap_read_request();
        lap_bytes rest = request.headers, field, value;
        while (lap_list_next(&rest, &field) && lap_list_next(&rest, &value)) {
            if (lap_equal(field, key)) {
                lap_reply_text(200, value);
            }
        }
    } else if (lap_is(name, "headers")) {
        lap_buffer fields = {0};
        lap_list_add(&fields, lap_str("lapidary-fuel"));
        lap_list_add(&fields, lap_str("7"));
        lap_reply_with(200, &fields, "text/plain", lap_str("x"));
    } else if (lap_is(name, "alarm")) {
        reply(facet_alarm_set(number(first)));
    } else if (lap_is(name, "alarm-get")) {
        reply(facet_alarm_get());
    } else if (lap_is(name, "trap")) {
        lap_kv_put(lap_str("doomed"), lap_str("yes"));
        __builtin_trap();
    } else if (lap_is(name, "loop")) {
        loop();
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}

/* A request that was forwarded here says so itself: the rest of its path is for this facet. */
static void skip_forward(void) {
    lap_bytes path = lap_from(lap_facet_path(), 1);
    while (path.size > 0) {
        lap_bytes name = {path.at, lap_find(path, '/')};
        path = lap_from(path, name.size + 1);
        if (lap_starts_with(parts[0], "forward") && lap_equal(parts[1], name)) {
            for (uint32_t i = 0; i + 2 < PARTS_MAX; i++) {
                parts[i] = parts[i + 2];
            }
        }
    }
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    split(lap_path(&request));
    skip_forward();
    events++;
    if (lap_is(parts[0], "half-and-forward")) {
        half_and_forward();
    } else if (lap_is(parts[0], "forward")) { /* and leaves the body */
        body = LAP_NOTHING;
        operation(parts[0]);
    } else {
        lap_must(lap_read_body(1 << 26, &body));
        operation(parts[0]);
    }
}
