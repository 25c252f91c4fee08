/* Needs no storage and no grants: answers with what it was started with. */
#include "lapidary.h"

LAP_EVENT(fetch) {
    lap_bytes who;
    lap_env(lap_str("WHO"), &who);
    lap_buffer text = {0};
    lap_put(&text, lap_props());
    lap_put_text(&text, " ");
    lap_put(&text, who);
    lap_reply_text(200, lap_done(&text));
}
