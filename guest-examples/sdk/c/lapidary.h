/*
 * Lapidary for C: write a facet without a libc.
 *
 *     #include "lapidary.h"
 *
 *     LAP_EVENT(fetch) {
 *         lap_reply_text(200, lap_str("hello\n"));
 *     }
 *
 * Build it with build-one.sh, or with the flags found there.
 *
 * Memory: each event starts with an empty arena; everything that these functions return lives in
 * it and is gone at the next event. There is no free. What must live longer belongs into the
 * database, since a facet that hibernates loses its memory anyway. When the arena cannot grow,
 * the guest traps, and the event is rolled back.
 *
 * Results: `>= 0` is success and `< 0` is one of enum lap_code; lap_last_error() has the text.
 */
#ifndef LAPIDARY_H
#define LAPIDARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lapidary_imports.h"

#ifndef __wasm_bulk_memory__
#error "compile with -mbulk-memory: copying is then one instruction, and no libc is needed"
#endif

/* An event handler: LAP_EVENT(fetch), (call), (alarm), (ws_message), (ws_close), (init) … */
#define LAP_EVENT(event)                                                         \
    static void lap_on_##event(void);                                            \
    __attribute__((export_name(#event))) void lap_export_##event(void) {         \
        lap_arena_reset();                                                       \
        lap_on_##event();                                                        \
    }                                                                            \
    static void lap_on_##event(void)

/* ------------------------------------------------------------------ bytes and the arena */

/* Bytes somewhere in memory, not terminated. `at` is NULL where there is nothing at all. */
typedef struct {
    const uint8_t *at;
    uint32_t size;
} lap_bytes;

#define LAP_NOTHING ((lap_bytes){NULL, 0})

extern uint8_t __heap_base; /* where the linker ends what it knows of */

/* Weak, so that several C files share one arena. */
__attribute__((weak)) uint8_t *lap_arena_top;

/* Ends the event as failed: nothing that it wrote is kept. The text goes to the log. */
static inline _Noreturn void lap_panic(const char *text) {
    uint32_t size = 0;
    while (text[size]) {
        size++;
    }
    facet_log_write(4, text, size);
    __builtin_trap();
}

static inline void lap_arena_reset(void) {
    lap_arena_top = &__heap_base;
}

/* Makes sure of `size` bytes above the arena's top, without taking them. */
static inline uint8_t *lap_arena_reserve(uint32_t size) {
    if (!lap_arena_top) {
        lap_arena_reset();
    }
    uint64_t end = (uint64_t)(uintptr_t)lap_arena_top + size;
    uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
    if (end > have) {
        uint64_t pages = (end - have + 65535) >> 16;
        if (pages > 65535 || __builtin_wasm_memory_grow(0, (uintptr_t)pages) == SIZE_MAX) {
            lap_panic("out of memory");
        }
    }
    return lap_arena_top;
}

/* `size` bytes, not zeroed, aligned to 8. */
static inline void *lap_alloc(uint32_t size) {
    if (size > UINT32_MAX - 16) {
        lap_panic("out of memory");
    }
    uint8_t *at = lap_arena_reserve(size + 7);
    at = (uint8_t *)(((uintptr_t)at + 7) & ~(uintptr_t)7);
    lap_arena_top = at + size;
    return at;
}

static inline void lap_copy(void *to, const void *from, uint32_t size) {
    if (size > 0) { /* `from` may be NULL where there is nothing */
        __builtin_memcpy(to, from, size);
    }
}

/* A C string as bytes. */
static inline lap_bytes lap_str(const char *text) {
    uint32_t size = 0;
    while (text[size]) {
        size++;
    }
    return (lap_bytes){(const uint8_t *)text, size};
}

static inline bool lap_equal(lap_bytes a, lap_bytes b) {
    if (a.size != b.size) {
        return false;
    }
    for (uint32_t i = 0; i < a.size; i++) {
        if (a.at[i] != b.at[i]) {
            return false;
        }
    }
    return true;
}

/* The same for secrets: it takes as long for one that is nearly right as for one that is not. */
static inline bool lap_equal_secret(lap_bytes a, lap_bytes b) {
    uint8_t different = 0;
    for (uint32_t i = 0; i < a.size && i < b.size; i++) {
        different |= a.at[i] ^ b.at[i];
    }
    return a.size == b.size && different == 0;
}

static inline bool lap_is(lap_bytes bytes, const char *text) {
    return lap_equal(bytes, lap_str(text));
}

static inline bool lap_starts_with(lap_bytes bytes, const char *text) {
    lap_bytes start = lap_str(text);
    return bytes.size >= start.size && lap_equal((lap_bytes){bytes.at, start.size}, start);
}

/* The bytes from `index` on; none if there are not so many. */
static inline lap_bytes lap_from(lap_bytes bytes, uint32_t index) {
    return index >= bytes.size ? (lap_bytes){bytes.at, 0}
                               : (lap_bytes){bytes.at + index, bytes.size - index};
}

/* Where `byte` first is, or `bytes.size`. */
static inline uint32_t lap_find(lap_bytes bytes, char byte) {
    uint32_t index = 0;
    while (index < bytes.size && bytes.at[index] != (uint8_t)byte) {
        index++;
    }
    return index;
}

/* Reads a whole decimal number; false if that is not what the bytes are, or it is too big. */
static inline bool lap_parse_int(lap_bytes text, int64_t *number) {
    uint32_t index = text.size > 0 && text.at[0] == '-' ? 1 : 0;
    bool negative = index == 1;
    int64_t sum = 0;
    if (index == text.size) {
        return false;
    }
    for (; index < text.size; index++) {
        uint8_t digit = text.at[index] - '0';
        if (digit > 9 || sum < (INT64_MIN + digit) / 10) {
            return false;
        }
        sum = sum * 10 - digit;
    }
    if (!negative && sum == INT64_MIN) {
        return false;
    }
    *number = negative ? sum : -sum;
    return true;
}

/* Reads a value whose size is not known: once if it is short, else twice. */
typedef int32_t (*lap_reader)(void *out, uint32_t out_cap);

__attribute__((always_inline)) static inline int32_t lap_read(lap_reader reader, lap_bytes *value) {
    const uint32_t guess = 512;
    *value = LAP_NOTHING;
    uint8_t *at = lap_arena_reserve(guess);
    int32_t size = reader(at, guess);
    if (size < 0) {
        return size;
    }
    if ((uint32_t)size > guess) {
        at = lap_arena_reserve((uint32_t)size);
        reader(at, (uint32_t)size);
    }
    lap_arena_top = at + size;
    *value = (lap_bytes){at, (uint32_t)size};
    return size;
}

/* -------------------------------------------------------------------------- building bytes */

/* Bytes that grow: start with `lap_buffer b = {0};`, append, then lap_done(&b). */
typedef struct {
    uint8_t *at;
    uint32_t size;
    uint32_t capacity;
} lap_buffer;

static inline lap_bytes lap_done(const lap_buffer *buffer) {
    return (lap_bytes){buffer->at, buffer->size};
}

/* Room for `more` bytes at the end, which the caller fills. */
static inline uint8_t *lap_extend(lap_buffer *buffer, uint32_t more) {
    if (more > UINT32_MAX / 2 - buffer->size) {
        lap_panic("out of memory");
    }
    uint32_t size = buffer->size + more;
    if (size > buffer->capacity) {
        uint32_t capacity = size < 64 ? 64 : size * 2;
        uint8_t *at = lap_alloc(capacity);
        lap_copy(at, buffer->at, buffer->size);
        buffer->at = at;
        buffer->capacity = capacity;
    }
    uint8_t *end = buffer->at + buffer->size;
    buffer->size = size;
    return end;
}

static inline void lap_put_byte(lap_buffer *buffer, uint8_t byte) {
    *lap_extend(buffer, 1) = byte;
}

static inline void lap_put(lap_buffer *buffer, lap_bytes bytes) {
    lap_copy(lap_extend(buffer, bytes.size), bytes.at, bytes.size);
}

static inline void lap_put_text(lap_buffer *buffer, const char *text) {
    lap_put(buffer, lap_str(text));
}

/* A number in decimal. */
static inline void lap_put_int(lap_buffer *buffer, int64_t number) {
    uint8_t digits[20];
    uint32_t start = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--start] = (uint8_t)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        digits[--start] = '-';
    }
    lap_put(buffer, (lap_bytes){digits + start, sizeof digits - start});
}

/* A JSON string with its quotes. */
static inline void lap_put_json(lap_buffer *buffer, lap_bytes text) {
    static const char hex[] = "0123456789abcdef";
    lap_put_byte(buffer, '"');
    for (uint32_t i = 0; i < text.size; i++) {
        uint8_t byte = text.at[i];
        if (byte < 0x20) {
            lap_put_text(buffer, "\\u00");
            lap_put_byte(buffer, (uint8_t)hex[byte >> 4]);
            lap_put_byte(buffer, (uint8_t)hex[byte & 15]);
        } else {
            if (byte == '"' || byte == '\\') {
                lap_put_byte(buffer, '\\');
            }
            lap_put_byte(buffer, byte);
        }
    }
    lap_put_byte(buffer, '"');
}

/* ------------------------------------------------ the contract's encoding `list`: byte strings */

/* Nothing in an encoding is aligned, so numbers cross as copies. */
static inline uint32_t lap_load_u32(const uint8_t *at) {
    uint32_t number;
    __builtin_memcpy(&number, at, 4);
    return number;
}

static inline void lap_list_add(lap_buffer *list, lap_bytes item) {
    __builtin_memcpy(lap_extend(list, 4), &item.size, 4);
    lap_put(list, item);
}

/* Takes the next item off the list; false at its end. */
static inline bool lap_list_next(lap_bytes *list, lap_bytes *item) {
    if (list->size < 4) {
        return false;
    }
    uint32_t size = lap_load_u32(list->at);
    if (size > list->size - 4) {
        return false;
    }
    *item = (lap_bytes){list->at + 4, size};
    *list = lap_from(*list, 4 + size);
    return true;
}

/* ------------------------------------------------------------------ who am I, what went wrong */

/* Why the last call failed, on one line. */
static inline lap_bytes lap_last_error(void) {
    lap_bytes text;
    lap_read(facet_info_last_error, &text);
    return text;
}

static inline lap_bytes lap_namespace(void) {
    lap_bytes name;
    lap_read(facet_info_namespace, &name);
    return name;
}

static inline lap_bytes lap_object_name(void) {
    lap_bytes name;
    lap_read(facet_info_object_name, &name);
    return name;
}

static inline lap_bytes lap_object_id(void) {
    lap_bytes id;
    lap_read(facet_info_object_id, &id);
    return id;
}

static inline lap_bytes lap_facet_path(void) {
    lap_bytes path;
    lap_read(facet_info_facet_path, &path);
    return path;
}

/* The bytes that the supervisor gave at the start. */
static inline lap_bytes lap_props(void) {
    lap_bytes props;
    lap_read(facet_info_props, &props);
    return props;
}

/* A variable of the facet's environment: its size, or LAP_NOT_FOUND. */
static inline int32_t lap_env(lap_bytes key, lap_bytes *value) {
    *value = LAP_NOTHING;
    int32_t size = facet_info_env(key.at, key.size, lap_arena_reserve(0), 0);
    if (size < 0) {
        return size;
    }
    uint8_t *at = lap_alloc((uint32_t)size);
    *value = (lap_bytes){at, (uint32_t)size};
    return facet_info_env(key.at, key.size, at, (uint32_t)size);
}

/* The event's start, in milliseconds since 1970. It stands still during the event. */
static inline int64_t lap_now_ms(void) {
    int64_t nanos = 0;
    wasi_clock_time_get(0, 1, &nanos);
    return nanos / 1000000;
}

/* `count` random bytes, fit for secrets, as twice as many hexadecimal digits. */
static inline lap_bytes lap_random_hex(uint32_t count) {
    static const char hex[] = "0123456789abcdef";
    uint8_t *random = lap_alloc(count);
    wasi_random_get(random, count);
    lap_buffer text = {0};
    for (uint32_t i = 0; i < count; i++) {
        lap_put_byte(&text, (uint8_t)hex[random[i] >> 4]);
        lap_put_byte(&text, (uint8_t)hex[random[i] & 15]);
    }
    return lap_done(&text);
}

/* --------------------------------------------------------------------------------------- log */

enum lap_level { LAP_TRACE, LAP_DEBUG, LAP_INFO, LAP_WARN, LAP_ERROR };

static inline void lap_log(enum lap_level level, lap_bytes text) {
    facet_log_write((int32_t)level, text.at, text.size);
}

/* Ends the event as failed if `result` is an error, with its text in the log. */
static inline int32_t lap_must(int32_t result) {
    if (result < 0) {
        lap_log(LAP_ERROR, lap_last_error());
        __builtin_trap();
    }
    return result;
}

/* ------------------------------------------------------------------------------- the request */

typedef struct {
    lap_bytes method;
    lap_bytes url;     /* http://{object}.{namespace}/{path}?{query} */
    lap_bytes headers; /* list of name, value; names in lower case */
} lap_request;

static inline lap_request lap_read_request(void) {
    lap_request request = {LAP_NOTHING, LAP_NOTHING, LAP_NOTHING};
    lap_must(lap_read(facet_http_request_head, &request.headers));
    lap_list_next(&request.headers, &request.method);
    lap_list_next(&request.headers, &request.url);
    return request;
}

/* The first header of that name (lower case), or LAP_NOTHING. */
static inline lap_bytes lap_header(const lap_request *request, const char *name) {
    lap_bytes rest = request->headers;
    lap_bytes key, value;
    while (lap_list_next(&rest, &key) && lap_list_next(&rest, &value)) {
        if (lap_is(key, name)) {
            return value;
        }
    }
    return LAP_NOTHING;
}

/* From the first `/` behind the host to the end of the URL. */
static inline lap_bytes lap_path_and_query(const lap_request *request) {
    lap_bytes url = request->url;
    uint32_t colon = lap_find(url, ':');
    lap_bytes behind = colon < url.size ? lap_from(url, colon + 3) : url;
    return lap_from(behind, lap_find(behind, '/'));
}

/* The path as it was sent, beginning with `/`: still percent-encoded, without the query. */
static inline lap_bytes lap_path(const lap_request *request) {
    lap_bytes path = lap_path_and_query(request);
    path.size = lap_find(path, '?');
    return path;
}

/* What stands behind the `?`, or nothing. */
static inline lap_bytes lap_query(const lap_request *request) {
    lap_bytes path = lap_path_and_query(request);
    return lap_from(path, lap_find(path, '?') + 1);
}

/*
 * Reads the whole body: its size, or LAP_LIMIT when it is over `size_max` (the rest is not read),
 * or the code of a client that broke off.
 */
static inline int32_t lap_read_body(uint32_t size_max, lap_bytes *body) {
    lap_buffer buffer = {0};
    const uint32_t chunk = 4096;
    *body = LAP_NOTHING;
    for (;;) {
        uint8_t *at = lap_extend(&buffer, chunk);
        int32_t size = facet_http_request_body(at, chunk);
        if (size < 0) {
            return size;
        }
        buffer.size -= chunk - (uint32_t)size;
        if (buffer.size > size_max) {
            return LAP_LIMIT;
        }
        if ((uint32_t)size < chunk) {
            *body = lap_done(&buffer);
            return (int32_t)buffer.size;
        }
    }
}

static inline int32_t lap_hex_digit(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t letter = byte | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* Decodes %XX, and + as a space where it is a form; a broken escape stands for itself. */
static inline lap_bytes lap_percent_decode(lap_bytes text, bool is_form) {
    uint8_t *to = lap_alloc(text.size);
    uint32_t size = 0;
    for (uint32_t i = 0; i < text.size; i++) {
        uint8_t byte = text.at[i];
        if (byte == '%' && text.size - i > 2) {
            int32_t high = lap_hex_digit(text.at[i + 1]);
            int32_t low = lap_hex_digit(text.at[i + 2]);
            if (high >= 0 && low >= 0) {
                byte = (uint8_t)(high << 4 | low);
                i += 2;
            }
        } else if (byte == '+' && is_form) {
            byte = ' ';
        }
        to[size++] = byte;
    }
    return (lap_bytes){to, size};
}

/* The decoded value of a field in a query or an urlencoded body, or LAP_NOTHING. */
static inline lap_bytes lap_form_field(lap_bytes form, const char *name) {
    while (form.size > 0) {
        lap_bytes pair = {form.at, lap_find(form, '&')};
        form = lap_from(form, pair.size + 1);
        uint32_t equals = lap_find(pair, '=');
        if (lap_is(lap_percent_decode((lap_bytes){pair.at, equals}, true), name)) {
            return lap_percent_decode(lap_from(pair, equals + 1), true);
        }
    }
    return LAP_NOTHING;
}

/* --------------------------------------------------------------------------------- the reply */

/* Status and headers, a list of names and values. Once, before the body. */
static inline int32_t lap_reply_head(int32_t status, lap_bytes headers) {
    return facet_http_response_head(status, headers.at, headers.size);
}

/* Appends to the body. */
static inline int32_t lap_reply_body(lap_bytes bytes) {
    return facet_http_response_body(bytes.at, bytes.size);
}

/* A whole reply with further headers: add them to a lap_buffer with lap_list_add. */
static inline int32_t lap_reply_with(int32_t status, lap_buffer *headers, const char *type,
                                     lap_bytes body) {
    lap_list_add(headers, lap_str("content-type"));
    lap_list_add(headers, lap_str(type));
    int32_t result = lap_reply_head(status, lap_done(headers));
    return result < 0 ? result : lap_reply_body(body);
}

static inline int32_t lap_reply(int32_t status, const char *type, lap_bytes body) {
    lap_buffer headers = {0};
    return lap_reply_with(status, &headers, type, body);
}

static inline int32_t lap_reply_text(int32_t status, lap_bytes text) {
    return lap_reply(status, "text/plain; charset=utf-8", text);
}

static inline int32_t lap_reply_json(int32_t status, lap_bytes json) {
    return lap_reply(status, "application/json", json);
}

/* 405, with the methods that would do: "GET, POST". */
static inline int32_t lap_reply_not_allowed(const char *allowed) {
    lap_buffer headers = {0};
    lap_list_add(&headers, lap_str("allow"));
    lap_list_add(&headers, lap_str(allowed));
    lap_bytes text = lap_str("method not allowed\n");
    return lap_reply_with(405, &headers, "text/plain; charset=utf-8", text);
}

/* ------------------------------------------------------- the encoding `values`: what SQL speaks */

enum lap_type { LAP_NULL, LAP_INTEGER, LAP_REAL, LAP_TEXT, LAP_BLOB };

typedef struct {
    enum lap_type type;
    int64_t integer; /* of LAP_INTEGER */
    double real;     /* of LAP_REAL */
    lap_bytes bytes; /* of LAP_TEXT and LAP_BLOB */
} lap_value;

static inline void lap_bind_null(lap_buffer *args) {
    lap_put_byte(args, LAP_NULL);
}

static inline void lap_bind_int(lap_buffer *args, int64_t number) {
    lap_put_byte(args, LAP_INTEGER);
    __builtin_memcpy(lap_extend(args, 8), &number, 8);
}

static inline void lap_bind_real(lap_buffer *args, double number) {
    lap_put_byte(args, LAP_REAL);
    __builtin_memcpy(lap_extend(args, 8), &number, 8);
}

static inline void lap_bind_text(lap_buffer *args, lap_bytes text) {
    lap_put_byte(args, LAP_TEXT);
    lap_list_add(args, text);
}

static inline void lap_bind_blob(lap_buffer *args, lap_bytes blob) {
    lap_put_byte(args, LAP_BLOB);
    lap_list_add(args, blob);
}

/* Takes the next value off the encoding; false at its end. */
static inline bool lap_value_next(lap_bytes *values, lap_value *value) {
    *value = (lap_value){LAP_NULL, 0, 0, LAP_NOTHING};
    if (values->size == 0) {
        return false;
    }
    value->type = values->at[0];
    *values = lap_from(*values, 1);
    switch (value->type) {
        case LAP_NULL:
            return true;
        case LAP_INTEGER:
        case LAP_REAL:
            if (values->size < 8) {
                return false;
            }
            if (value->type == LAP_INTEGER) {
                __builtin_memcpy(&value->integer, values->at, 8);
            } else {
                __builtin_memcpy(&value->real, values->at, 8);
            }
            *values = lap_from(*values, 8);
            return true;
        case LAP_TEXT:
        case LAP_BLOB:
            return lap_list_next(values, &value->bytes);
    }
    return false;
}

/* --------------------------------------------------------------------------------------- SQL */

/*
 * The rows of a statement.
 *
 *     lap_rows rows;
 *     lap_must(lap_sql("SELECT id, name FROM person WHERE age > ?", &args, &rows));
 *     while (lap_must(lap_rows_next(&rows))) {
 *         int64_t id = lap_row_int(&rows);
 *         lap_bytes name = lap_row_text(&rows);
 *     }
 */
typedef struct {
    int32_t cursor;
    uint32_t columns;   /* counted at the first row */
    uint32_t remaining; /* columns of this row not taken yet */
    lap_bytes page;     /* whole rows, as they came */
    uint8_t *buffer;
    uint32_t buffer_size;
} lap_rows;

#define LAP_PAGE_SIZE 4096

/* Runs every statement of the text; `args` (or NULL) bind to the last one, `rows` are its rows. */
static inline int32_t lap_sql(const char *sql, const lap_buffer *args, lap_rows *rows) {
    lap_bytes text = lap_str(sql);
    lap_bytes values = args ? lap_done(args) : LAP_NOTHING;
    int32_t cursor = facet_sql_exec(text.at, text.size, values.at, values.size);
    *rows = (lap_rows){cursor, 0, 0, LAP_NOTHING, NULL, 0};
    return cursor;
}

static inline int32_t lap_rows_close(lap_rows *rows) {
    return facet_sql_close(rows->cursor);
}

/* Fetches as many rows as fit: their size, 0 at the end. */
static inline int32_t lap_rows_page(lap_rows *rows) {
    if (!rows->buffer) {
        rows->buffer_size = LAP_PAGE_SIZE;
        rows->buffer = lap_alloc(LAP_PAGE_SIZE);
    }
    int32_t size = facet_sql_next(rows->cursor, rows->buffer, rows->buffer_size);
    if (size == LAP_TOO_SMALL) {
        int32_t row_size = facet_sql_row_size(rows->cursor);
        if (row_size < 0) {
            return row_size;
        }
        rows->buffer_size = (uint32_t)row_size;
        rows->buffer = lap_alloc(rows->buffer_size);
        size = facet_sql_next(rows->cursor, rows->buffer, rows->buffer_size);
    }
    rows->page = size < 0 ? LAP_NOTHING : (lap_bytes){rows->buffer, (uint32_t)size};
    return size;
}

/* The names of the columns, as a list. */
static inline int32_t lap_rows_columns(lap_rows *rows, lap_bytes *names) {
    *names = LAP_NOTHING;
    int32_t size = facet_sql_columns(rows->cursor, lap_arena_reserve(0), 0);
    if (size < 0) {
        return size;
    }
    uint8_t *at = lap_alloc((uint32_t)size);
    *names = (lap_bytes){at, (uint32_t)size};
    return facet_sql_columns(rows->cursor, at, (uint32_t)size);
}

static inline int32_t lap_rows_count_columns(lap_rows *rows) {
    lap_bytes names, name;
    int32_t size = lap_rows_columns(rows, &names);
    while (lap_list_next(&names, &name)) {
        rows->columns++;
    }
    return size;
}

/*
 * The next value of this row; NULL behind the last column. Text and blobs stay where they are
 * until the next row is asked for.
 */
static inline lap_value lap_row_value(lap_rows *rows) {
    lap_value value = {LAP_NULL, 0, 0, LAP_NOTHING};
    if (rows->remaining > 0) {
        rows->remaining--;
        lap_value_next(&rows->page, &value);
    }
    return value;
}

/* Goes to the next row: 1 if there is one, 0 at the end, or an error. */
static inline int32_t lap_rows_next(lap_rows *rows) {
    while (rows->remaining > 0) {
        lap_row_value(rows);
    }
    if (rows->page.size == 0) {
        int32_t size = lap_rows_page(rows);
        if (size <= 0) {
            return size;
        }
    }
    if (rows->columns == 0) {
        int32_t result = lap_rows_count_columns(rows);
        if (result < 0) {
            return result;
        }
    }
    rows->remaining = rows->columns;
    return 1;
}

/* 0 for anything but an INTEGER. */
static inline int64_t lap_row_int(lap_rows *rows) {
    return lap_row_value(rows).integer;
}

/* A REAL, or an INTEGER as one; else 0. */
static inline double lap_row_real(lap_rows *rows) {
    lap_value value = lap_row_value(rows);
    return value.type == LAP_INTEGER ? (double)value.integer : value.real;
}

/* TEXT or a BLOB; LAP_NOTHING for anything else. */
static inline lap_bytes lap_row_text(lap_rows *rows) {
    return lap_row_value(rows).bytes;
}

/* Runs a statement for its effect. */
static inline int32_t lap_sql_run(const char *sql, const lap_buffer *args) {
    lap_rows rows;
    int32_t result = lap_sql(sql, args, &rows);
    return result < 0 ? result : lap_rows_close(&rows);
}

/* Runs a statement for the first value of its first row: 1 if there is a row, else 0. */
static inline int32_t lap_sql_one(const char *sql, const lap_buffer *args, lap_value *value) {
    lap_rows rows;
    int32_t result = lap_sql(sql, args, &rows);
    if (result < 0) {
        return result;
    }
    result = lap_rows_page(&rows);
    if (result < 0) {
        return result;
    }
    bool found = lap_value_next(&rows.page, value);
    result = lap_rows_close(&rows);
    return result < 0 ? result : found;
}

/* ---------------------------------------------------------------------------- keys and values */

/* The value's size, or LAP_NOT_FOUND. */
static inline int32_t lap_kv_get(lap_bytes key, lap_bytes *value) {
    const uint32_t guess = 256;
    *value = LAP_NOTHING;
    uint8_t *at = lap_arena_reserve(guess);
    int32_t size = facet_kv_get(key.at, key.size, at, guess);
    if (size > (int32_t)guess) {
        at = lap_arena_reserve((uint32_t)size);
        size = facet_kv_get(key.at, key.size, at, (uint32_t)size);
    }
    if (size >= 0) {
        lap_arena_top = at + size;
        *value = (lap_bytes){at, (uint32_t)size};
    }
    return size;
}

static inline int32_t lap_kv_put(lap_bytes key, lap_bytes value) {
    return facet_kv_put(key.at, key.size, value.at, value.size);
}

/* 1 if it was there, else 0. */
static inline int32_t lap_kv_delete(lap_bytes key) {
    return facet_kv_delete(key.at, key.size);
}

/*
 * Rows of key and value with that prefix, `start` inclusive, `end` exclusive (empty: open), at
 * most `limit` of them (0: all).
 */
static inline int32_t lap_kv_list(lap_bytes prefix, lap_bytes start, lap_bytes end,
                                  int32_t limit, bool reverse, lap_rows *rows) {
    int32_t cursor = facet_kv_list(prefix.at, prefix.size, start.at, start.size,
                                   end.at, end.size, limit, reverse);
    *rows = (lap_rows){cursor, 2, 0, LAP_NOTHING, NULL, 0};
    return cursor;
}

/* --------------------------------------------------------------------------- WebSockets, calls */

enum lap_ws_kind { LAP_WS_TEXT = 1, LAP_WS_BINARY = 2 };

/*
 * Accepts the upgrade that this fetch is; `tag` (may be empty) finds the socket again. Until the
 * event is over, facet_ws_event_socket() is the new socket. Reply with no body, or not at all.
 */
static inline int32_t lap_ws_accept(lap_bytes tag) {
    lap_buffer tags = {0};
    if (tag.size > 0) {
        lap_list_add(&tags, tag);
    }
    return facet_ws_accept(tags.at, tags.size);
}

static inline int32_t lap_ws_send(int64_t socket, enum lap_ws_kind kind, lap_bytes message) {
    return facet_ws_send(socket, (int32_t)kind, message.at, message.size);
}

/* Sends to every socket with that tag (empty: to all); how many there are, or an error. */
static inline int32_t lap_ws_broadcast(lap_bytes tag, enum lap_ws_kind kind, lap_bytes message) {
    int32_t size = facet_ws_list(tag.at, tag.size, lap_arena_reserve(0), 0);
    if (size <= 0) {
        return size;
    }
    uint8_t *ids = lap_alloc((uint32_t)size);
    facet_ws_list(tag.at, tag.size, ids, (uint32_t)size);
    for (int32_t at = 0; at < size; at += 8) {
        int64_t socket;
        __builtin_memcpy(&socket, ids + at, 8);
        lap_ws_send(socket, kind, message);
    }
    return size / 8;
}

/* The message of this ws_message event, or the reason of this ws_close. */
static inline lap_bytes lap_ws_event_data(void) {
    lap_bytes data;
    lap_must(lap_read(facet_ws_event_data, &data));
    return data;
}

/* The method of this `call` event. */
static inline lap_bytes lap_rpc_method(void) {
    lap_bytes method;
    lap_must(lap_read(facet_rpc_method, &method));
    return method;
}

static inline lap_bytes lap_rpc_payload(void) {
    lap_bytes payload;
    lap_must(lap_read(facet_rpc_payload, &payload));
    return payload;
}

static inline int32_t lap_rpc_reply(lap_bytes reply) {
    return facet_rpc_reply(reply.at, reply.size);
}

static inline int32_t lap_rpc_fail(lap_bytes message) {
    return facet_rpc_fail(message.at, message.size);
}

/* ---------------------------------------------------------- replies of others, by their handle */

/* The body of a reply handle (of facet_http_fetch and its like), `size_max` at most. */
static inline int32_t lap_read_reply(int32_t reply, uint32_t size_max, lap_bytes *body) {
    lap_buffer buffer = {0};
    const uint32_t chunk = 4096;
    *body = LAP_NOTHING;
    for (;;) {
        uint8_t *at = lap_extend(&buffer, chunk);
        int32_t size = facet_http_reply_body(reply, at, chunk);
        if (size < 0) {
            return size;
        }
        buffer.size -= chunk - (uint32_t)size;
        if (buffer.size > size_max) {
            return LAP_LIMIT;
        }
        if (size == 0) {
            *body = lap_done(&buffer);
            return (int32_t)buffer.size;
        }
    }
}

/* Starts an outgoing request's head: then lap_list_add names and values, and facet_http_fetch. */
static inline lap_buffer lap_request_head(const char *method, lap_bytes url) {
    lap_buffer head = {0};
    lap_list_add(&head, lap_str(method));
    lap_list_add(&head, url);
    return head;
}

/* ------------------------------------------------- for supervisors: the facets below this one */

/* A module that calls one of these is only started where supervisor_facets was granted. */

/* 1 if the facet is started, else 0. */
static inline int32_t lap_facet_running(lap_bytes name) {
    return supervisor_facets_running(name.at, name.size);
}

/*
 * Starts a facet, with options as the contract has them: {"module": "…", "props": "…", "env": {…},
 * "capabilities": […], "limits": {…}}. Texts go into it with lap_put_json. One that is started is
 * left as it is: to change its code, abort it first.
 */
static inline int32_t lap_facet_start(lap_bytes name, lap_bytes options) {
    return supervisor_facets_start(name.at, name.size, options.at, options.size);
}

/*
 * Leaves this request to the facet, once this event has committed and its turn is over. Instead
 * of a reply: there is none after it.
 */
static inline int32_t lap_facet_forward(lap_bytes name) {
    return supervisor_facets_forward(name.at, name.size);
}

/* Sends the facet a request, and waits: a reply handle, for lap_read_reply. */
static inline int32_t lap_facet_fetch(lap_bytes name, const lap_buffer *head, lap_bytes body) {
    return supervisor_facets_fetch(name.at, name.size, head->at, head->size, body.at, body.size);
}

/* Runs the facet's `call`, and waits: a reply handle, for lap_read_reply. */
static inline int32_t lap_facet_call(lap_bytes name, const char *method, lap_bytes payload) {
    lap_bytes m = lap_str(method);
    return supervisor_facets_call(name.at, name.size, m.at, m.size, payload.at, payload.size);
}

/* Stops the facet and all below it; its data stays. */
static inline int32_t lap_facet_abort(lap_bytes name, const char *reason) {
    lap_bytes r = lap_str(reason);
    return supervisor_facets_abort(name.at, name.size, r.at, r.size);
}

/* Deletes the facet and all below it, with their data. */
static inline int32_t lap_facet_delete(lap_bytes name) {
    return supervisor_facets_delete(name.at, name.size);
}

/* Copies the data of `source` and all below it over `target`, which is not started after it. */
static inline int32_t lap_facet_clone(lap_bytes source, lap_bytes target) {
    return supervisor_facets_clone(source.at, source.size, target.at, target.size);
}

/* A list of the names of the facets just below, for lap_list_next. */
static inline lap_bytes lap_facets(void) {
    lap_bytes names;
    lap_must(lap_read(supervisor_facets_list, &names));
    return names;
}

/* What the facet used, as JSON of integers: its size, or an error. */
static inline int32_t lap_facet_usage(lap_bytes name, lap_bytes *json) {
    const uint32_t enough = 1024;
    uint8_t *at = lap_alloc(enough);
    int32_t size = supervisor_facets_usage(name.at, name.size, at, enough);
    *json = size < 0 ? LAP_NOTHING : (lap_bytes){at, (uint32_t)size};
    return size;
}

#define LAP_DIGEST_SIZE 71 /* "sha256:" and 64 hexadecimal digits */

/* Compiles a module (with supervisor_loader granted): its digest, or why it cannot be. */
static inline int32_t lap_load(lap_bytes wasm, lap_bytes *digest) {
    uint8_t *at = lap_alloc(LAP_DIGEST_SIZE);
    int32_t size = supervisor_loader_load(wasm.at, wasm.size, at, LAP_DIGEST_SIZE);
    *digest = size < 0 ? LAP_NOTHING : (lap_bytes){at, (uint32_t)size};
    return size;
}

/* The digest that a module's name means now (with supervisor_loader granted), or LAP_NOT_FOUND. */
static inline int32_t lap_resolve(lap_bytes name, lap_bytes *digest) {
    uint8_t *at = lap_alloc(LAP_DIGEST_SIZE);
    int32_t size = supervisor_loader_resolve(name.at, name.size, at, LAP_DIGEST_SIZE);
    *digest = size < 0 ? LAP_NOTHING : (lap_bytes){at, (uint32_t)size};
    return size;
}

#endif
