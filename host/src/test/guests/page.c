/*
 * A stranger's web site: a GET gives what was PUT at the same path, as HTML or, under .js, as a
 * script, with every header by which a page could try to reach beyond itself.
 */
#include "lapidary.h"

static const char *const FIELDS[] = {
    "content-security-policy",
    "default-src * 'unsafe-inline' 'unsafe-eval' data: blob:; sandbox"
    " allow-same-origin allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"
    " allow-top-navigation allow-modals",
    "x-content-type-options", "none",
    "service-worker-allowed", "/",
    "clear-site-data", "\"*\"",
    "strict-transport-security", "max-age=31536000",
    "alt-svc", "h2=\"127.0.0.1:1\"; ma=86400",
    "nel", "{\"report_to\": \"default\", \"max_age\": 86400}",
    "report-to", "{\"max_age\": 86400, \"endpoints\": [{\"url\": \"https://127.0.0.1:1/\"}]}",
    "cross-origin-resource-policy", "cross-origin",
    "access-control-allow-origin", "*",
    "lapidary-own", "1",
    "x-own", "kept",
    "set-cookie", "bomb=1; Path=/",
    "set-cookie", "wide=1; Domain=example.com; HttpOnly",
    "set-cookie", "own=1; Path=/o/test/o/page; Secure",
    "set-cookie", "other=1; Path=/o/test/other",
    "set-cookie", "twice=1; Path=/; pAtH=/o/test/o/page/x",
};

static void serve(lap_bytes path) {
    lap_bytes page;
    if (lap_kv_get(path, &page) < 0) {
        page = lap_str("<p>nothing yet</p>");
    }
    lap_buffer fields = {0};
    for (uint32_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++) {
        lap_list_add(&fields, lap_str(FIELDS[i]));
    }
    bool script = path.size > 3 && path.at[path.size - 2] == 'j' && path.at[path.size - 1] == 's';
    lap_reply_with(200, &fields, script ? "text/javascript" : "text/html; charset=utf-8", page);
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    lap_bytes body;
    if (!lap_is(request.method, "PUT")) {
        serve(path);
    } else if (lap_read_body(1 << 20, &body) >= 0 && lap_kv_put(path, body) >= 0) {
        lap_reply_text(200, lap_str("kept\n"));
    }
}
