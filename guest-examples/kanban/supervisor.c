/*
 * A kanban for many tenants. Each tenant's code is a facet with its own database, started with
 * options of its own; here is only who they are, and which secret link leads to whom. Nothing that
 * a tenant or its users send is read here: it is forwarded.
 */
#include "lapidary.h"

#define NAME_SIZE_MAX 40
#define MODULE_SIZE_MAX 100
#define KEY_BYTES 16

static const char CREATE_TENANT[] =
    "CREATE TABLE IF NOT EXISTS tenant ("
    "  name TEXT PRIMARY KEY,"
    "  module TEXT NOT NULL,"
    "  key TEXT NOT NULL UNIQUE"
    ") STRICT, WITHOUT ROWID";

static const char SELECT_TENANTS[] = "SELECT name, module FROM tenant ORDER BY name";

static const char SELECT_BY_NAME[] = "SELECT name, module, key FROM tenant WHERE name = ?";

static const char SELECT_BY_KEY[] = "SELECT name, module, key FROM tenant WHERE key = ?";

static const char KEEP_TENANT[] =
    "INSERT INTO tenant (name, module, key) VALUES (?, ?, ?)"
    "    ON CONFLICT (name) DO UPDATE SET module = excluded.module";

static const char DELETE_TENANT[] = "DELETE FROM tenant WHERE name = ?";

typedef struct {
    lap_bytes name; /* of the tenant and of its facet */
    lap_bytes module;
    lap_bytes key; /* whoever knows it may do all that the tenant's code lets people do */
} tenant;

LAP_EVENT(init) {
    lap_must(lap_sql_run(CREATE_TENANT, NULL));
}

/* ------------------------------------------------------------------------------- tenants */

static bool find(const char *sql, lap_bytes wanted, tenant *found) {
    lap_buffer args = {0};
    lap_bind_text(&args, wanted);
    lap_rows rows;
    lap_must(lap_sql(sql, &args, &rows));
    if (!lap_must(lap_rows_next(&rows))) {
        return false;
    }
    found->name = lap_row_text(&rows);
    found->module = lap_row_text(&rows);
    found->key = lap_row_text(&rows);
    return true;
}

static void keep(const tenant *t) {
    lap_buffer args = {0};
    lap_bind_text(&args, t->name);
    lap_bind_text(&args, t->module);
    lap_bind_text(&args, t->key);
    lap_must(lap_sql_run(KEEP_TENANT, &args));
}

/* All that a tenant's code is given: what it is called, where its pages are, and limits. */
static lap_bytes options(const tenant *t) {
    lap_buffer base = {0};
    lap_put_text(&base, "/b/");
    lap_put(&base, t->key);
    lap_buffer json = {0};
    lap_put_text(&json, "{\"module\": ");
    lap_put_json(&json, t->module);
    lap_put_text(&json, ", \"props\": ");
    lap_put_json(&json, lap_done(&base));
    lap_put_text(&json, ", \"env\": {\"TENANT\": ");
    lap_put_json(&json, t->name);
    lap_put_text(&json,
                 "}, \"limits\": {\"fuelPerEvent\": 200000000, \"memoryBytes\": 16777216,"
                 " \"storageBytes\": 33554432, \"subrequests\": 0}}");
    return lap_done(&json);
}

static int32_t start(const tenant *t) {
    return lap_facet_start(t->name, options(t));
}

/* ----------------------------------------------------------------------- for the operator */

static void reply_error(int32_t status, lap_bytes hint) {
    lap_buffer json = {0};
    lap_put_text(&json, "{\"error\": ");
    lap_put_json(&json, hint);
    lap_put_text(&json, "}\n");
    lap_reply_json(status, lap_done(&json));
}

static bool is_operator(const lap_request *request) {
    lap_bytes key;
    return lap_env(lap_str("ADMIN_KEY"), &key) > 0 &&
           lap_equal_secret(key, lap_header(request, "admin-key"));
}

static bool is_name(lap_bytes name) {
    for (uint32_t i = 0; i < name.size; i++) {
        uint8_t c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
            return false;
        }
    }
    return name.size > 0 && name.size <= NAME_SIZE_MAX;
}

static void list(void) {
    lap_rows rows;
    lap_must(lap_sql(SELECT_TENANTS, NULL, &rows));
    lap_buffer json = {0};
    lap_put_text(&json, "{\"tenants\": [");
    for (bool first = true; lap_must(lap_rows_next(&rows)); first = false) {
        lap_bytes name = lap_row_text(&rows);
        lap_put_text(&json, first ? "{\"name\": " : ", {\"name\": ");
        lap_put_json(&json, name);
        lap_put_text(&json, ", \"module\": ");
        lap_put_json(&json, lap_row_text(&rows));
        lap_put_text(&json, ", \"running\": ");
        lap_put_text(&json, lap_must(lap_facet_running(name)) ? "true" : "false");
        lap_bytes usage;
        if (lap_facet_usage(name, &usage) > 0) {
            lap_put_text(&json, ", \"usage\": ");
            lap_put(&json, usage);
        }
        lap_put_text(&json, "}");
    }
    lap_put_text(&json, "]}\n");
    lap_reply_json(200, lap_done(&json));
}

static void remove_tenant(lap_bytes name) {
    lap_buffer args = {0};
    lap_bind_text(&args, name);
    lap_must(lap_sql_run(DELETE_TENANT, &args));
}

static void reply_tenant(int32_t status, const tenant *t) {
    lap_buffer json = {0};
    lap_put_text(&json, "{\"name\": ");
    lap_put_json(&json, t->name);
    lap_put_text(&json, ", \"module\": ");
    lap_put_json(&json, t->module);
    lap_put_text(&json, ", \"link\": \"b/");
    lap_put(&json, t->key);
    lap_put_text(&json, "/\"}\n");
    lap_reply_json(status, lap_done(&json));
}

/*
 * Starts the code named in the body: for a new tenant, or over the data of one that is there. What
 * is to run is written first: should this event end midway, the next visit starts it.
 */
static void put(lap_bytes name) {
    tenant t;
    lap_bytes module;
    if (!is_name(name) || lap_read_body(MODULE_SIZE_MAX, &module) <= 0) {
        reply_error(400, lap_str("a name has a-z, 0-9 and -, and the body is a module's name"));
        return;
    }
    bool is_new = !find(SELECT_BY_NAME, name, &t);
    tenant before = t;
    if (is_new) {
        t.name = name;
        t.key = lap_random_hex(KEY_BYTES);
    }
    t.module = module;
    keep(&t);
    lap_must(lap_facet_abort(name, "its tenant changes the code"));
    if (start(&t) >= 0) {
        reply_tenant(is_new ? 201 : 200, &t);
        return;
    }
    lap_bytes why = lap_last_error();
    if (is_new) {
        remove_tenant(name);
    } else {
        keep(&before);
        lap_must(start(&before));
    }
    reply_error(422, why);
}

/* The tenant's link ends first, then its data. */
static void delete(lap_bytes name) {
    remove_tenant(name);
    if (is_name(name)) {
        lap_must(lap_facet_delete(name));
    }
    lap_reply_json(200, lap_str("{}\n"));
}

static void operate(const lap_request *request, lap_bytes name) {
    if (!is_operator(request)) {
        reply_error(403, lap_str("the header admin-key is missing or wrong"));
    } else if (name.size == 0 && lap_is(request->method, "GET")) {
        list();
    } else if (name.size > 0 && lap_is(request->method, "PUT")) {
        put(name);
    } else if (name.size > 0 && lap_is(request->method, "DELETE")) {
        delete(name);
    } else {
        lap_reply_not_allowed(name.size == 0 ? "GET" : "PUT, DELETE");
    }
}

/* ---------------------------------------------------------------------- for tenants' users */

/* The key is the only thing that is read of the request. */
static void visit(lap_bytes key) {
    tenant t;
    if (key.size != 2 * KEY_BYTES || !find(SELECT_BY_KEY, key, &t)) {
        reply_error(404, lap_str("there is no such board"));
        return;
    }
    if (!lap_must(lap_facet_running(t.name))) {
        lap_must(start(&t));
    }
    lap_must(lap_facet_forward(t.name));
}

LAP_EVENT(fetch) {
    lap_request request = lap_read_request();
    lap_bytes path = lap_path(&request);
    if (lap_starts_with(path, "/b/")) {
        lap_bytes key = lap_from(path, 3);
        key.size = lap_find(key, '/');
        visit(key);
    } else if (lap_is(path, "/tenants") || lap_starts_with(path, "/tenants/")) {
        operate(&request, lap_from(path, 9));
    } else {
        reply_error(404, lap_str("there are tenants/ and b/"));
    }
}
