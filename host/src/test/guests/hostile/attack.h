/*
 * What the hostile guests in C share: ATTACK() is the event, its result and last_error the reply.
 */
#include "lapidary.h"

#define ATTACK()                                                                 \
    static int64_t attack(void);                                                 \
    LAP_EVENT(fetch) {                                                           \
        answer(attack());                                                        \
    }                                                                            \
    static int64_t attack(void)

static void answer(int64_t result) {
    lap_buffer text = {0};
    lap_put_int(&text, result);
    if (result < 0) {
        lap_put_text(&text, " ");
        lap_put(&text, lap_last_error());
    }
    facet_http_response_body(text.at, text.size);
}

__attribute__((unused)) static int32_t sql(const char *text) {
    lap_bytes statement = lap_str(text);
    return facet_sql_exec(statement.at, statement.size, NULL, 0);
}

/* Reads a cursor to its end: what was read, or the code that ended it. */
__attribute__((unused)) static int32_t drain(int32_t cursor) {
    static uint8_t rows[4096];
    int32_t sum = 0;
    int32_t size = cursor;
    while (size >= 0 && (size = facet_sql_next(cursor, rows, sizeof rows)) > 0) {
        sum += size;
    }
    return size < 0 ? size : sum;
}

/* Sets the head with one field. */
__attribute__((unused)) static int32_t head(int32_t status, const char *name, const char *value) {
    lap_buffer fields = {0};
    lap_list_add(&fields, lap_str(name));
    lap_list_add(&fields, lap_str(value));
    return facet_http_response_head(status, fields.at, fields.size);
}
