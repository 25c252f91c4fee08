/*
 * A guest that does with WebSockets and streams what a test asks of it: by the first part of a
 * request's path, or by the first word of a message. What it hears of ends is kept under the key
 * "heard". Built by guest-examples/build.sh.
 */
#include "lapidary.h"

static int64_t events; /* memory: gone when the facet hibernates */

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

static lap_bytes stored(const char *key) {
    lap_bytes value;
    return lap_kv_get(lap_str(key), &value) < 0 ? LAP_NOTHING : value;
}

static int64_t number(lap_bytes text) {
    int64_t value = 0;
    lap_parse_int(text, &value);
    return value;
}

static void remember(const char *what, int64_t code, lap_bytes text, lap_bytes attachment) {
    lap_buffer heard = {0};
    lap_put(&heard, stored("heard"));
    lap_put_text(&heard, what);
    lap_put_text(&heard, " ");
    lap_put_int(&heard, code);
    lap_put_text(&heard, " ");
    lap_put(&heard, text);
    lap_put_text(&heard, " ");
    lap_put(&heard, attachment);
    lap_put_text(&heard, "\n");
    lap_kv_put(lap_str("heard"), lap_done(&heard));
}

static lap_bytes attachment_of(int64_t socket) {
    int32_t size = facet_ws_attachment_get(socket, NULL, 0);
    if (size <= 0) {
        return LAP_NOTHING;
    }
    uint8_t *at = lap_alloc((uint32_t)size);
    facet_ws_attachment_get(socket, at, (uint32_t)size);
    return (lap_bytes){at, (uint32_t)size};
}

static lap_bytes ids_of(lap_bytes tag) {
    int32_t size = facet_ws_list(tag.at, tag.size, NULL, 0);
    if (size <= 0) {
        return LAP_NOTHING;
    }
    uint8_t *at = lap_alloc((uint32_t)size);
    facet_ws_list(tag.at, tag.size, at, (uint32_t)size);
    return (lap_bytes){at, (uint32_t)size};
}

static int64_t id_at(lap_bytes ids, uint32_t at) {
    int64_t id;
    __builtin_memcpy(&id, ids.at + at, 8);
    return id;
}

/* Accepts with the tags of a text: "a,b,c". */
static int32_t accept(lap_bytes text) {
    lap_buffer tags = {0};
    while (text.size > 0) {
        uint32_t end = lap_find(text, ',');
        lap_list_add(&tags, (lap_bytes){text.at, end});
        text = lap_from(text, end + 1);
    }
    lap_bytes list = lap_done(&tags);
    return facet_ws_accept(list.at, list.size);
}

static void open(lap_bytes tags) {
    int32_t result = accept(tags);
    if (result < 0) {
        reply(result);
        return;
    }
    facet_ws_attachment_set(facet_ws_event_socket(), "new", 3);
}

static void show(lap_bytes tag) {
    lap_bytes ids = ids_of(tag);
    lap_buffer text = {0};
    for (uint32_t at = 0; at < ids.size; at += 8) {
        lap_put_int(&text, id_at(ids, at));
        lap_put_text(&text, " ");
        lap_put(&text, attachment_of(id_at(ids, at)));
        lap_put_text(&text, "\n");
    }
    lap_reply_text(200, lap_done(&text));
}

static void close_all(lap_bytes tag) {
    lap_bytes ids = ids_of(tag);
    for (uint32_t at = 0; at < ids.size; at += 8) {
        facet_ws_close(id_at(ids, at), 4000, "bye", 3);
    }
    lap_buffer text = {0};
    lap_put_int(&text, ids.size / 8);
    lap_put_text(&text, " closed, ");
    lap_put_int(&text, ids_of(tag).size / 8);
    lap_put_text(&text, " left, then ");
    put_result(&text, ids.size ? facet_ws_send(id_at(ids, 0), 1, "x", 1) : 0);
    lap_reply_text(200, lap_done(&text));
}

/* So many messages of so many KiB in one event, to all. */
static int64_t flood(int64_t count, int64_t kib) {
    uint32_t size = (uint32_t)kib << 10;
    uint8_t *block = lap_alloc(size + 1);
    __builtin_memset(block, 'x', size);
    int64_t sent = 0;
    lap_bytes ids = ids_of(LAP_NOTHING);
    for (int64_t i = 0; i < count; i++) {
        for (uint32_t at = 0; at < ids.size; at += 8) {
            sent += facet_ws_send(id_at(ids, at), 1, block, size) == 0;
        }
    }
    return sent;
}

static void begin_stream(void) {
    lap_buffer fields = {0};
    lap_reply_with(200, &fields, "text/event-stream", lap_str("data: begun\n\n"));
    int64_t stream = facet_http_detach();
    if (stream < 0) {
        __builtin_trap();
    }
    lap_buffer id = {0};
    lap_put_int(&id, stream);
    lap_kv_put(lap_str("stream"), lap_done(&id));
}

/* Sends back each 64 KiB of the body as soon as it has come. */
static void echo_parts(void) {
    static uint8_t part[65536];
    int32_t size;
    while ((size = lap_must(facet_http_request_body(part, sizeof part))) > 0) {
        facet_http_response_body(part, (uint32_t)size);
        lap_must(facet_http_flush());
    }
}

/* Keeps what the flush answers that fails. */
static void flush_until_closed(void) {
    int32_t result = 0;
    for (int32_t i = 0; i < 100000 && result == 0; i++) {
        facet_http_response_body("more\n", 5);
        result = facet_http_flush();
    }
    lap_buffer text = {0};
    put_result(&text, result);
    lap_kv_put(lap_str("flushed"), lap_done(&text));
}

static void automatic(lap_bytes body) {
    uint32_t line = lap_find(body, '\n');
    lap_bytes response = lap_from(body, line + 1);
    reply(facet_ws_auto_response(body.at, line, response.at, response.size));
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_from(lap_path(&request), 1);
    lap_bytes operation = {path.at, lap_find(path, '/')};
    lap_bytes argument = lap_from(path, operation.size + 1);
    events++;
    if (lap_is(operation, "echo-parts")) {
        echo_parts();
        return;
    }
    lap_bytes body;
    lap_must(lap_read_body(1 << 24, &body));
    if (lap_is(operation, "forward")) { /* by the facet above: /forward/me/open/a */
        path = lap_from(argument, lap_find(argument, '/') + 1);
        operation = (lap_bytes){path.at, lap_find(path, '/')};
        argument = lap_from(path, operation.size + 1);
    }
    if (lap_is(operation, "open")) {
        open(argument);
    } else if (lap_is(operation, "open-kept")) {
        open(argument);
        lap_kv_put(lap_str("kept"), lap_str("open"));
    } else if (lap_is(operation, "open-and-greet")) {
        open(argument);
        facet_ws_send(facet_ws_event_socket(), 1, "welcome", 7);
    } else if (lap_is(operation, "open-and-close")) {
        open(argument);
        facet_ws_close(facet_ws_event_socket(), 4003, "not today", 9);
    } else if (lap_is(operation, "open-with-protocol")) {
        lap_buffer fields = {0};
        lap_list_add(&fields, lap_str("sec-websocket-protocol"));
        lap_list_add(&fields, lap_str("chat"));
        if (lap_reply_head(101, LAP_NOTHING) >= 0) { /* which is for sockets only */
            __builtin_trap();
        }
        open(argument);
        lap_must(lap_reply_head(101, lap_done(&fields)));
    } else if (lap_is(operation, "open-then-trap")) {
        open(argument);
        __builtin_trap();
    } else if (lap_is(operation, "open-then-reply")) {
        open(argument);
        lap_buffer text = {0};
        put_result(&text, facet_http_response_body("x", 1));
        put_result(&text, facet_http_flush());
        put_result(&text, (int32_t)facet_http_detach());
        put_result(&text, accept(argument));
        lap_bytes told = lap_done(&text);
        facet_ws_send(facet_ws_event_socket(), 1, told.at, told.size);
    } else if (lap_is(operation, "show")) {
        show(argument);
    } else if (lap_is(operation, "send")) {
        reply(lap_ws_broadcast(argument, LAP_WS_TEXT, body));
    } else if (lap_is(operation, "send-to")) {
        reply(facet_ws_send(number(argument), 1, body.at, body.size));
    } else if (lap_is(operation, "close-it")) {
        reply(facet_ws_close(number(argument), 1000, NULL, 0));
    } else if (lap_is(operation, "attachment-of")) {
        reply(facet_ws_attachment_get(number(argument), NULL, 0));
    } else if (lap_is(operation, "send-flush-trap")) {
        lap_ws_broadcast(LAP_NOTHING, LAP_WS_TEXT, lap_str("before"));
        facet_http_flush();
        lap_ws_broadcast(LAP_NOTHING, LAP_WS_TEXT, lap_str("after"));
        __builtin_trap();
    } else if (lap_is(operation, "send-then-trap")) {
        lap_bytes ids = ids_of(LAP_NOTHING);
        lap_ws_broadcast(LAP_NOTHING, LAP_WS_TEXT, lap_str("never"));
        for (uint32_t at = 0; at < ids.size; at += 8) {
            facet_ws_attachment_set(id_at(ids, at), "never", 5);
            facet_ws_close(id_at(ids, at), 4009, "never", 5);
        }
        __builtin_trap();
    } else if (lap_is(operation, "close")) {
        close_all(argument);
    } else if (lap_is(operation, "flood")) {
        uint32_t end = lap_find(argument, '/');
        reply(flood(number((lap_bytes){argument.at, end}), number(lap_from(argument, end + 1))));
    } else if (lap_is(operation, "auto")) {
        automatic(body);
    } else if (lap_is(operation, "auto-then-trap")) {
        automatic(body);
        __builtin_trap();
    } else if (lap_is(operation, "events")) {
        reply(events);
    } else if (lap_is(operation, "trap")) {
        __builtin_trap();
    } else if (lap_is(operation, "heard")) {
        lap_reply_text(200, stored("heard"));
    } else if (lap_is(operation, "kept")) {
        lap_reply_text(200, stored("kept"));
    } else if (lap_is(operation, "stream")) {
        begin_stream();
    } else if (lap_is(operation, "stream-then-trap")) {
        begin_stream();
        __builtin_trap();
    } else if (lap_is(operation, "stream-id")) {
        lap_reply_text(200, stored("stream"));
    } else if (lap_is(operation, "write")) {
        reply(facet_http_stream_write(number(stored("stream")), body.at, body.size));
    } else if (lap_is(operation, "write-then-trap")) {
        facet_http_stream_write(number(stored("stream")), body.at, body.size);
        __builtin_trap();
    } else if (lap_is(operation, "write-to")) {
        reply(facet_http_stream_write(number(argument), body.at, body.size));
    } else if (lap_is(operation, "flush-until-closed")) {
        flush_until_closed();
    } else if (lap_is(operation, "flushed")) {
        lap_reply_text(200, stored("flushed"));
    } else if (lap_is(operation, "end")) {
        reply(facet_http_stream_close(number(stored("stream"))));
    } else {
        lap_reply_text(404, lap_str("no such operation"));
    }
}

/* Answers the peer. */
static void say(lap_bytes text) {
    lap_ws_send(facet_ws_event_socket(), LAP_WS_TEXT, text);
}

static void say_result(int64_t result) {
    lap_buffer text = {0};
    put_result(&text, result);
    say(lap_done(&text));
}

static void say_tags(int64_t socket) {
    int32_t size = facet_ws_tags(socket, NULL, 0);
    uint8_t *at = lap_alloc((uint32_t)size + 1);
    facet_ws_tags(socket, at, (uint32_t)size);
    lap_bytes rest = {at, (uint32_t)size};
    lap_bytes tag;
    lap_buffer text = {0};
    while (lap_list_next(&rest, &tag)) {
        lap_put(&text, tag);
        lap_put_text(&text, ";");
    }
    say(lap_done(&text));
}

LAP_EVENT(ws_message) {
    int64_t socket = facet_ws_event_socket();
    lap_bytes message = lap_ws_event_data();
    events++;
    if (facet_ws_event_kind() == LAP_WS_BINARY) {
        lap_ws_send(socket, LAP_WS_BINARY, message);
        return;
    }
    lap_bytes word = {message.at, lap_find(message, ' ')};
    lap_bytes argument = lap_from(message, word.size + 1);
    if (lap_is(word, "size")) {
        say_result(message.size);
    } else if (lap_is(word, "id")) {
        say_result(socket);
    } else if (lap_is(word, "tags")) {
        say_tags(socket);
    } else if (lap_is(word, "attach")) {
        say_result(facet_ws_attachment_set(socket, argument.at, argument.size));
    } else if (lap_is(word, "attachment")) {
        say(attachment_of(socket));
    } else if (lap_is(word, "events")) {
        say_result(events);
    } else if (lap_is(word, "trap")) {
        say(lap_str("never"));
        facet_ws_attachment_set(socket, "never", 5);
        __builtin_trap();
    } else if (lap_is(word, "loop")) {
        say(lap_str("never"));
        for (volatile int64_t i = 0;; i++) {
        }
    } else if (lap_is(word, "spin")) {
        for (volatile int64_t i = number(argument); i > 0; i--) {
        }
        say(message);
    } else if (lap_is(word, "close")) {
        say(lap_str("closing"));
        int32_t code = (int32_t)number(argument);
        int32_t result = facet_ws_close(socket, code, "as you wish", 11);
        if (result < 0) {
            say_result(result);
        }
    } else if (lap_is(word, "keep")) {
        lap_kv_put(lap_str("kept"), argument);
        say(argument);
    } else if (lap_is(word, "keep-and-close")) {
        lap_kv_put(lap_str("kept"), argument);
        facet_ws_close(socket, 4000, "kept", 4);
    } else if (lap_is(word, "others")) {
        say_result(ids_of(LAP_NOTHING).size / 8);
    } else {
        say(message);
    }
}

LAP_EVENT(ws_close) {
    int64_t socket = facet_ws_event_socket();
    lap_bytes attachment = attachment_of(socket);
    events++;
    remember("close", facet_ws_event_code(), lap_ws_event_data(), attachment);
    if (lap_is(attachment, "answer")) {
        say(lap_str("goodbye"));
        facet_ws_close(socket, 4001, "answered", 8);
    } else if (lap_is(attachment, "count")) {
        remember("listed", ids_of(LAP_NOTHING).size / 8, LAP_NOTHING, attachment);
    } else if (lap_is(attachment, "trap")) {
        __builtin_trap();
    }
}

LAP_EVENT(ws_error) {
    events++;
    remember("error", facet_ws_event_code(), lap_ws_event_data(),
             attachment_of(facet_ws_event_socket()));
}
