/* Version 2 of the app, on the same data: shows how often each choice was made. */
#include "lapidary.h"

LAP_EVENT(init) {
    lap_must(lap_sql_run("CREATE TABLE IF NOT EXISTS vote (choice TEXT NOT NULL) STRICT", NULL));
}

LAP_EVENT(fetch) {
    lap_rows rows;
    lap_must(lap_sql("SELECT choice, count(*) FROM vote GROUP BY choice ORDER BY choice", NULL, &rows));
    lap_buffer text = {0};
    while (lap_must(lap_rows_next(&rows))) {
        lap_put(&text, lap_row_text(&rows));
        lap_put_text(&text, ": ");
        lap_put_int(&text, lap_row_int(&rows));
        lap_put_text(&text, "\n");
    }
    lap_reply_text(200, lap_done(&text));
}
