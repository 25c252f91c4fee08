/*
 * A guest that asks others, as a test wants: the first part of the path is the operation, the rest
 * its argument. Built by guest-examples/build.sh.
 */
#include "lapidary.h"

static lap_bytes argument;
static lap_bytes body;
static lap_request request;

static void put_result(lap_buffer *text, int64_t result) {
    lap_put_int(text, result);
    if (result < 0) {
        lap_put_text(text, " ");
        lap_put(text, lap_last_error());
    }
}

static void reply_result(int64_t result) {
    lap_buffer text = {0};
    put_result(&text, result);
    lap_reply_text(200, lap_done(&text));
}

static int32_t read_headers(int32_t handle, lap_bytes *headers) {
    int32_t size = facet_http_reply_headers(handle, NULL, 0);
    if (size < 0) {
        return size;
    }
    uint8_t *at = lap_alloc((uint32_t)size);
    *headers = (lap_bytes){at, (uint32_t)size};
    return facet_http_reply_headers(handle, at, (uint32_t)size);
}

/* Status, fields and body of a reply, or the code and the text. */
static void show(int32_t handle) {
    lap_buffer text = {0};
    lap_bytes headers = LAP_NOTHING;
    if (handle < 0 || read_headers(handle, &headers) < 0) {
        reply_result(handle);
        return;
    }
    lap_put_int(&text, facet_http_reply_status(handle));
    lap_put_text(&text, "\n");
    lap_bytes name, value;
    while (lap_list_next(&headers, &name) && lap_list_next(&headers, &value)) {
        lap_put(&text, name);
        lap_put_text(&text, ": ");
        lap_put(&text, value);
        lap_put_text(&text, "\n");
    }
    lap_put_text(&text, "\n");
    for (;;) {
        uint8_t *at = lap_extend(&text, 4096);
        int32_t size = facet_http_reply_body(handle, at, 4096);
        text.size -= 4096 - (uint32_t)(size < 0 ? 0 : size);
        if (size < 0) {
            put_result(&text, size);
            break;
        }
        if (size == 0) {
            break;
        }
    }
    facet_http_reply_close(handle);
    lap_reply_text(200, lap_done(&text));
}

/* The head to send: method and fields as they came, but for those that say something to us. */
static lap_bytes head(lap_bytes url) {
    lap_buffer list = {0};
    lap_bytes method = lap_header(&request, "x-method");
    lap_list_add(&list, method.size > 0 ? method : request.method);
    lap_list_add(&list, url);
    lap_bytes rest = request.headers;
    lap_bytes name, value;
    while (lap_list_next(&rest, &name) && lap_list_next(&rest, &value)) {
        if (lap_starts_with(name, "x-send-")) {
            lap_list_add(&list, lap_from(name, 7));
            lap_list_add(&list, value);
        }
    }
    return lap_done(&list);
}

static int32_t run(lap_bytes module, lap_bytes path) {
    lap_buffer url = {0};
    lap_put_text(&url, "http://once");
    lap_put(&url, path);
    lap_bytes options = lap_header(&request, "x-options");
    lap_bytes asked = head(lap_done(&url));
    return supervisor_loader_fetch(module.at, module.size, options.at, options.size, asked.at,
                                   asked.size, body.at, body.size);
}

/* MODULE/path…: the module is an argument, the path what it sees. */
static int32_t run_argument(void) {
    lap_bytes module = {argument.at, lap_find(argument, '/')};
    return run(module, lap_from(argument, module.size));
}

static int32_t returned;

/* Runs it from so deep within calls of our own, which take no memory. */
static __attribute__((noinline)) int32_t run_from(int32_t depth) {
    if (depth == 0) {
        return run_argument();
    }
    int32_t result = run_from(depth - 1);
    returned++;
    return result;
}

static int32_t fetch_out(void) {
    lap_bytes asked = head(lap_header(&request, "x-url"));
    return facet_http_fetch(asked.at, asked.size, body.at, body.size);
}

/* To the URL that is the body. */
static int32_t fetch_to(void) {
    lap_bytes asked = head(body);
    return facet_http_fetch(asked.at, asked.size, NULL, 0);
}

static void load(void) {
    uint8_t digest[128];
    int32_t size = supervisor_loader_load(body.at, body.size, digest, sizeof digest);
    if (size < 0) {
        reply_result(size);
    } else {
        lap_reply_text(200, (lap_bytes){digest, (uint32_t)size});
    }
}

static void resolve(void) {
    uint8_t digest[128];
    int32_t size =
        supervisor_loader_resolve(argument.at, argument.size, digest, sizeof digest);
    if (size < 0) {
        reply_result(size);
    } else {
        lap_reply_text(200, (lap_bytes){digest, (uint32_t)size});
    }
}

/* N/MODULE/path…: so many times, keeping each reply open or not; how many, and what came last. */
static void repeat(bool keep) {
    int64_t count = 0;
    lap_bytes number = {argument.at, lap_find(argument, '/')};
    lap_parse_int(number, &count);
    argument = lap_from(argument, number.size + 1);
    int32_t result = 0;
    int64_t done = 0;
    for (; done < count; done++) {
        result = run_argument();
        if (result < 0) {
            break;
        }
        if (!keep) {
            facet_http_reply_close(result);
        }
    }
    lap_buffer text = {0};
    lap_put_int(&text, done);
    lap_put_text(&text, " ");
    put_result(&text, result);
    lap_reply_text(200, lap_done(&text));
}

static void put_then(bool trap) {
    facet_kv_put("before", 6, "yes", 3);
    int32_t result = run_argument();
    facet_kv_put("after", 5, "yes", 3);
    if (trap) {
        __builtin_trap();
    }
    show(result);
}

static void handles(void) {
    lap_buffer text = {0};
    int32_t handle = run_argument();
    int32_t other = run_argument();
    put_result(&text, handle);
    lap_put_text(&text, "\n");
    put_result(&text, other);
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_close(handle));
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_status(handle));
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_close(handle));
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_body(other + 1, NULL, 0));
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_headers(0, NULL, 0));
    lap_put_text(&text, "\n");
    put_result(&text, facet_http_reply_status(other));
    lap_reply_text(200, lap_done(&text));
}

/* Keeps a reply that the next event asks for. */
static int32_t kept;

LAP_EVENT(init) {
    lap_bytes calls;
    if (lap_env(lap_str("CALLS_IN_INIT"), &calls) >= 0) {
        lap_buffer list = {0};
        lap_list_add(&list, lap_str("GET"));
        lap_list_add(&list, lap_str("http://once/echo"));
        int32_t result = supervisor_loader_fetch("probe", 5, NULL, 0, list.at, list.size, NULL, 0);
        lap_buffer text = {0};
        put_result(&text, result);
        facet_kv_put("init", 4, text.at, text.size);
    }
}

LAP_EVENT(fetch) {
    request = lap_read_request();
    lap_bytes path = lap_path_and_query(&request);
    lap_bytes operation = lap_from(path, 1);
    operation.size = lap_find(operation, '/');
    argument = lap_from(path, operation.size + 2);
    lap_must(lap_read_body(1 << 26, &body));
    if (lap_is(operation, "load")) {
        load();
    } else if (lap_is(operation, "resolve")) {
        resolve();
    } else if (lap_is(operation, "run")) {
        show(run_argument());
    } else if (lap_is(operation, "run-deep")) {
        show(run_from(23000));
    } else if (lap_is(operation, "fetch")) {
        show(fetch_out());
    } else if (lap_is(operation, "fetch-to")) {
        show(fetch_to());
    } else if (lap_is(operation, "put-then-fetch-then-trap")) {
        facet_kv_put("before", 6, "yes", 3);
        fetch_out();
        __builtin_trap();
    } else if (lap_is(operation, "open")) {
        repeat(true);
    } else if (lap_is(operation, "repeat")) {
        repeat(false);
    } else if (lap_is(operation, "handles")) {
        handles();
    } else if (lap_is(operation, "keep")) {
        kept = run_argument();
        reply_result(kept);
    } else if (lap_is(operation, "kept")) {
        reply_result(facet_http_reply_status(kept));
    } else if (lap_is(operation, "put-then-run")) {
        put_then(false);
    } else if (lap_is(operation, "put-then-run-then-trap")) {
        put_then(true);
    } else if (lap_is(operation, "run-in-begin")) {
        facet_kv_put("before", 6, "yes", 3);
        facet_sql_begin();
        show(run_argument());
    } else if (lap_is(operation, "empty-head")) {
        reply_result(supervisor_loader_fetch(argument.at, argument.size, NULL, 0, NULL, 0, NULL, 0));
    } else if (lap_is(operation, "detach")) {
        reply_result(facet_http_detach());
    } else if (lap_is(operation, "fetch-nothing")) {
        reply_result(facet_http_fetch(NULL, 0, NULL, 0));
    } else if (lap_is(operation, "kv-get")) {
        uint8_t *at = lap_alloc(512);
        int32_t result = facet_kv_get(argument.at, argument.size, at, 512);
        if (result < 0) {
            reply_result(result);
        } else {
            lap_reply_text(200, (lap_bytes){at, (uint32_t)result});
        }
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}
