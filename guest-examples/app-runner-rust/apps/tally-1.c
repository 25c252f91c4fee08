/* Version 1 of an app, as somebody may have written it a minute ago: counts what is posted. */
#include "lapidary.h"

LAP_EVENT(init) {
    lap_must(lap_sql_run("CREATE TABLE IF NOT EXISTS vote (choice TEXT NOT NULL) STRICT", NULL));
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    if (lap_is(request.method, "POST")) {
        lap_bytes choice;
        lap_must(lap_read_body(100, &choice));
        lap_buffer args = {0};
        lap_bind_text(&args, choice);
        lap_must(lap_sql_run("INSERT INTO vote (choice) VALUES (?)", &args));
    }
    lap_value count;
    lap_must(lap_sql_one("SELECT count(*) FROM vote", NULL, &count));
    lap_buffer text = {0};
    lap_put_int(&text, count.integer);
    lap_put_text(&text, " votes\n");
    lap_reply_text(200, lap_done(&text));
}
