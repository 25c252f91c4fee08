/* Reaches the parts of the SDK that no example does. The same as sdk.rs and sdk.ts. */
#include "lapidary.h"

static const char GRANTS[] = ", \"capabilities\": [\"supervisor_facets\", \"supervisor_loader\"]";

static const char REST[] =
    ", \"props\": \"\\\"p\\\"\", \"env\": {\"WHO\": \"me\"},"
    " \"limits\": {\"fuelPerEvent\": 500000000, \"memoryBytes\": 8388608,"
    " \"storageBytes\": 8388608, \"subrequests\": 1}}";

LAP_EVENT(call) {
    lap_bytes method = lap_rpc_method();
    if (lap_is(method, "echo")) {
        lap_must(lap_rpc_reply(lap_rpc_payload()));
        return;
    }
    lap_buffer message = {0};
    lap_put_text(&message, "no method ");
    lap_put(&message, method);
    lap_must(lap_rpc_fail(lap_done(&message)));
}

/* The next part of the path; empty behind its end. */
static lap_bytes part(lap_bytes *path) {
    lap_bytes rest = lap_from(*path, 1);
    lap_bytes taken = {rest.at, lap_find(rest, '/')};
    *path = lap_from(rest, taken.size);
    return taken;
}

static lap_bytes options(lap_bytes module, const char *grants) {
    lap_buffer json = {0};
    lap_put_text(&json, "{\"module\": ");
    lap_put_json(&json, module);
    lap_put_text(&json, grants);
    lap_put_text(&json, REST);
    return lap_done(&json);
}

static void answer(lap_bytes text) {
    lap_must(lap_reply_text(200, text));
}

static void answer_error(void) {
    lap_buffer text = {0};
    lap_put_text(&text, "! ");
    lap_put(&text, lap_last_error());
    answer(lap_done(&text));
}

static void done(int32_t result, const char *word) {
    if (result < 0) {
        answer_error();
    } else {
        answer(lap_str(word));
    }
}

static void value(int32_t result, lap_bytes found) {
    if (result < 0) {
        answer_error();
    } else {
        answer(found);
    }
}

static void reply(int32_t handle) {
    if (handle < 0) {
        answer_error();
        return;
    }
    lap_bytes body;
    lap_must(lap_read_reply(handle, 1 << 20, &body));
    lap_buffer text = {0};
    lap_put_int(&text, lap_must(facet_http_reply_status(handle)));
    lap_put_text(&text, " ");
    lap_put(&text, body);
    answer(lap_done(&text));
}

static lap_buffer head_of(lap_bytes path) {
    lap_buffer url = {0};
    lap_put_text(&url, "http://x/");
    lap_put(&url, path);
    return lap_request_head("GET", lap_done(&url));
}

static void once(lap_bytes module) {
    lap_buffer head = head_of(LAP_NOTHING);
    reply(lap_run_once(module, options(module, ""), &head, LAP_NOTHING));
}

static void fetch_facet(lap_bytes name, lap_bytes path, lap_bytes body) {
    lap_buffer head = head_of(path);
    reply(lap_facet_fetch(name, &head, body));
}

static void call_facet(lap_bytes name, lap_bytes method, lap_bytes payload) {
    reply(lap_facet_call(name, method, payload));
}

static void list(void) {
    lap_bytes names = lap_facets(), name;
    lap_buffer text = {0};
    while (lap_list_next(&names, &name)) {
        lap_put_text(&text, text.size > 0 ? " " : "");
        lap_put(&text, name);
    }
    answer(lap_done(&text));
}

/* Of the usage, the first number: {"events":3,… */
static void usage(lap_bytes name) {
    lap_bytes json;
    lap_must(lap_facet_usage(name, &json));
    lap_bytes events = lap_from(json, lap_find(json, ':') + 1);
    events.size = lap_find(events, ',');
    answer(events);
}

static void props(void) {
    lap_bytes who;
    lap_env(lap_str("WHO"), &who);
    lap_buffer text = {0};
    lap_put(&text, lap_props());
    lap_put_text(&text, " ");
    lap_put(&text, who);
    answer(lap_done(&text));
}

static void in_two(void) {
    answer(lap_str("one "));
    lap_must(facet_http_flush());
    lap_must(lap_reply_body(lap_str("two")));
}

static void detach(void) {
    int64_t stream = facet_http_detach();
    lap_must(lap_kv_put(lap_str("stream"), (lap_bytes){(const uint8_t *)&stream, 8}));
    answer(lap_str("first "));
}

static int64_t stream(void) {
    lap_bytes kept;
    int64_t id;
    lap_must(lap_kv_get(lap_str("stream"), &kept));
    __builtin_memcpy(&id, kept.at, 8);
    return id;
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request), body, found;
    lap_bytes operation = part(&path), first = part(&path), second = part(&path);
    lap_must(lap_read_body(1 << 20, &body));
    if (lap_is(operation, "forward")) {
        lap_must(lap_facet_forward(first));
    } else if (lap_is(operation, "props")) {
        props();
    } else if (lap_is(operation, "start")) {
        done(lap_facet_start(first, options(second, GRANTS)), "started");
    } else if (lap_is(operation, "running")) {
        answer(lap_str(lap_must(lap_facet_running(first)) ? "true" : "false"));
    } else if (lap_is(operation, "call")) {
        call_facet(first, second, body);
    } else if (lap_is(operation, "fetch")) {
        fetch_facet(first, second, body);
    } else if (lap_is(operation, "abort")) {
        done(lap_facet_abort(first, "a test"), "aborted");
    } else if (lap_is(operation, "delete")) {
        done(lap_facet_delete(first), "deleted");
    } else if (lap_is(operation, "clone")) {
        done(lap_facet_clone(first, second), "cloned");
    } else if (lap_is(operation, "list")) {
        list();
    } else if (lap_is(operation, "usage")) {
        usage(first);
    } else if (lap_is(operation, "load")) {
        int32_t size = lap_load(body, &found);
        value(size, found);
    } else if (lap_is(operation, "resolve")) {
        int32_t size = lap_resolve(first, &found);
        value(size, found);
    } else if (lap_is(operation, "once")) {
        once(first);
    } else if (lap_is(operation, "flush")) {
        in_two();
    } else if (lap_is(operation, "detach")) {
        detach();
    } else if (lap_is(operation, "write")) {
        done(facet_http_stream_write(stream(), body.at, body.size), "written");
    } else if (lap_is(operation, "close")) {
        done(facet_http_stream_close(stream()), "closed");
    } else {
        answer(lap_str("no such operation"));
    }
}
