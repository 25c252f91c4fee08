/*
 * Another tenant's board, its own code: as text, with at most two cards in "doing". Its rules are
 * the table's, so that a column that it does not know fails the event instead of being answered.
 */
#include "lapidary.h"

static const char CREATE_CARD[] =
    "CREATE TABLE IF NOT EXISTS card ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  title TEXT NOT NULL,"
    "  stage TEXT NOT NULL CHECK (stage IN ('todo', 'doing', 'done'))"
    ") STRICT";

static const char SELECT_CARDS[] = "SELECT stage, id, title FROM card ORDER BY id";

static const char INSERT_CARD[] = "INSERT INTO card (title, stage) VALUES (?, 'todo')";

static const char COUNT_DOING[] = "SELECT count(*) FROM card WHERE stage = 'doing'";

static const char MOVE_CARD[] = "UPDATE card SET stage = ? WHERE id = ? RETURNING id";

LAP_EVENT(init) {
    lap_must(lap_sql_run(CREATE_CARD, NULL));
}

static void show(int32_t status) {
    lap_rows rows;
    lap_must(lap_sql(SELECT_CARDS, NULL, &rows));
    lap_buffer text = {0};
    while (lap_must(lap_rows_next(&rows))) {
        lap_put(&text, lap_row_text(&rows));
        lap_put_text(&text, " ");
        lap_put_int(&text, lap_row_int(&rows));
        lap_put_text(&text, " ");
        lap_put(&text, lap_row_text(&rows));
        lap_put_text(&text, "\n");
    }
    lap_reply_text(status, lap_done(&text));
}

static void add(lap_bytes title) {
    lap_buffer args = {0};
    lap_bind_text(&args, title);
    lap_must(lap_sql_run(INSERT_CARD, &args));
    show(201);
}

static void move(int64_t id, lap_bytes column) {
    lap_value doing;
    lap_must(lap_sql_one(COUNT_DOING, NULL, &doing));
    if (lap_is(column, "doing") && doing.integer >= 2) {
        lap_reply_text(409, lap_str("finish something first\n"));
        return;
    }
    lap_buffer args = {0};
    lap_bind_text(&args, column);
    lap_bind_int(&args, id);
    lap_value moved;
    show(lap_must(lap_sql_one(MOVE_CARD, &args, &moved)) ? 200 : 404);
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_from(lap_path(&request), lap_props().size);
    lap_bytes body;
    int64_t id;
    if (lap_read_body(4096, &body) < 0) {
        lap_reply_text(413, lap_str("that is too much for a card\n"));
    } else if (lap_is(request.method, "GET")) {
        show(200);
    } else if (lap_is(path, "/cards")) {
        add(lap_form_field(body, "title"));
    } else if (lap_starts_with(path, "/cards/") && lap_parse_int(lap_from(path, 7), &id)) {
        move(id, lap_form_field(body, "column"));
    } else {
        lap_reply_text(404, lap_str("there is no such page\n"));
    }
}
