/*
 * What a guest may import from Lapidary, one declaration for each function of the contract.
 *
 * A function is named after its module and its name: facet_kv_get is facet_kv.get. Only what is
 * called ends up in the module. `>= 0` is success, `< 0` is one of lap_code. Most guests want the
 * friendlier lapidary.h, which includes this.
 */
#ifndef LAPIDARY_IMPORTS_H
#define LAPIDARY_IMPORTS_H

#include <stdint.h>

/* clang-format off */
#define LAP_IMPORT(module, function) \
    __attribute__((import_module(#module), import_name(#function))) extern

/* What a negative result means; facet_info.last_error has the text. */
enum lap_code {
    LAP_NOT_FOUND   = -1,
    LAP_INVALID     = -2,  /* bad argument, handle, encoding or state */
    LAP_TOO_SMALL   = -3,  /* the next row needs a bigger buffer */
    LAP_SQL         = -4,  /* SQLite refused; the text ends with its code names */
    LAP_DENIED      = -5,  /* policy */
    LAP_LIMIT       = -6,  /* a published limit */
    LAP_ABORTED     = -7,  /* the callee was aborted or deleted */
    LAP_FAILED      = -8,  /* the callee failed */
    LAP_UNAVAILABLE = -9,  /* busy, overloaded, timed out; may be retried */
    LAP_CLOSED      = -10,
};

/* ---- facet_http: the request, the reply, requests going out ---- */
LAP_IMPORT(facet_http, request_head)   int32_t facet_http_request_head(void *out, uint32_t out_cap);
LAP_IMPORT(facet_http, request_body)   int32_t facet_http_request_body(void *out, uint32_t out_cap);
LAP_IMPORT(facet_http, response_head)  int32_t facet_http_response_head(int32_t status, const void *headers, uint32_t headers_len);
LAP_IMPORT(facet_http, response_body)  int32_t facet_http_response_body(const void *bytes, uint32_t len);
LAP_IMPORT(facet_http, flush)          int32_t facet_http_flush(void);
LAP_IMPORT(facet_http, detach)         int64_t facet_http_detach(void);
LAP_IMPORT(facet_http, stream_write)   int32_t facet_http_stream_write(int64_t stream, const void *bytes, uint32_t len);
LAP_IMPORT(facet_http, stream_close)   int32_t facet_http_stream_close(int64_t stream);
LAP_IMPORT(facet_http, fetch)          int32_t facet_http_fetch(const void *head, uint32_t head_len, const void *body, uint32_t body_len);
LAP_IMPORT(facet_http, reply_status)   int32_t facet_http_reply_status(int32_t reply);
LAP_IMPORT(facet_http, reply_headers)  int32_t facet_http_reply_headers(int32_t reply, void *out, uint32_t out_cap);
LAP_IMPORT(facet_http, reply_body)     int32_t facet_http_reply_body(int32_t reply, void *out, uint32_t out_cap);
LAP_IMPORT(facet_http, reply_close)    int32_t facet_http_reply_close(int32_t reply);

/* ---- facet_sql: this facet's own database ---- */
LAP_IMPORT(facet_sql, exec)            int32_t facet_sql_exec(const void *sql, uint32_t sql_len, const void *args, uint32_t args_len);
LAP_IMPORT(facet_sql, columns)         int32_t facet_sql_columns(int32_t cursor, void *out, uint32_t out_cap);
LAP_IMPORT(facet_sql, next)            int32_t facet_sql_next(int32_t cursor, void *out, uint32_t out_cap);
LAP_IMPORT(facet_sql, row_size)        int32_t facet_sql_row_size(int32_t cursor);
LAP_IMPORT(facet_sql, rows_read)       int64_t facet_sql_rows_read(int32_t cursor);
LAP_IMPORT(facet_sql, rows_written)    int64_t facet_sql_rows_written(int32_t cursor);
LAP_IMPORT(facet_sql, close)           int32_t facet_sql_close(int32_t cursor);
LAP_IMPORT(facet_sql, begin)           int32_t facet_sql_begin(void);
LAP_IMPORT(facet_sql, commit)          int32_t facet_sql_commit(void);
LAP_IMPORT(facet_sql, rollback)        int32_t facet_sql_rollback(void);
LAP_IMPORT(facet_sql, database_size)   int64_t facet_sql_database_size(void);

/* ---- facet_kv: keys and values, in the same database and transaction ---- */
LAP_IMPORT(facet_kv, get)              int32_t facet_kv_get(const void *key, uint32_t key_len, void *out, uint32_t out_cap);
LAP_IMPORT(facet_kv, put)              int32_t facet_kv_put(const void *key, uint32_t key_len, const void *value, uint32_t value_len);
LAP_IMPORT(facet_kv, delete)           int32_t facet_kv_delete(const void *key, uint32_t key_len);
LAP_IMPORT(facet_kv, list)             int32_t facet_kv_list(const void *prefix, uint32_t prefix_len, const void *start, uint32_t start_len,
                                                             const void *end, uint32_t end_len, int32_t limit, int32_t reverse);

/* ---- facet_alarm: one alarm, stored with the data; times are milliseconds since 1970 ---- */
LAP_IMPORT(facet_alarm, set)           int32_t facet_alarm_set(int64_t at_ms);
LAP_IMPORT(facet_alarm, get)           int64_t facet_alarm_get(void);
LAP_IMPORT(facet_alarm, clear)         int32_t facet_alarm_clear(void);
LAP_IMPORT(facet_alarm, scheduled_at)  int64_t facet_alarm_scheduled_at(void);
LAP_IMPORT(facet_alarm, retry_count)   int32_t facet_alarm_retry_count(void);

/* ---- facet_ws: WebSockets that outlive hibernation ---- */
LAP_IMPORT(facet_ws, accept)           int32_t facet_ws_accept(const void *tags, uint32_t tags_len);
LAP_IMPORT(facet_ws, send)             int32_t facet_ws_send(int64_t ws, int32_t kind, const void *bytes, uint32_t len);
LAP_IMPORT(facet_ws, close)            int32_t facet_ws_close(int64_t ws, int32_t code, const void *reason, uint32_t reason_len);
LAP_IMPORT(facet_ws, list)             int32_t facet_ws_list(const void *tag, uint32_t tag_len, void *out, uint32_t out_cap);
LAP_IMPORT(facet_ws, tags)             int32_t facet_ws_tags(int64_t ws, void *out, uint32_t out_cap);
LAP_IMPORT(facet_ws, attachment_get)   int32_t facet_ws_attachment_get(int64_t ws, void *out, uint32_t out_cap);
LAP_IMPORT(facet_ws, attachment_set)   int32_t facet_ws_attachment_set(int64_t ws, const void *bytes, uint32_t len);
LAP_IMPORT(facet_ws, auto_response)    int32_t facet_ws_auto_response(const void *request, uint32_t request_len, const void *response, uint32_t response_len);
LAP_IMPORT(facet_ws, event_socket)     int64_t facet_ws_event_socket(void);
LAP_IMPORT(facet_ws, event_kind)       int32_t facet_ws_event_kind(void);
LAP_IMPORT(facet_ws, event_data)       int32_t facet_ws_event_data(void *out, uint32_t out_cap);
LAP_IMPORT(facet_ws, event_code)       int32_t facet_ws_event_code(void);

/* ---- facet_rpc: inside the event `call` ---- */
LAP_IMPORT(facet_rpc, method)          int32_t facet_rpc_method(void *out, uint32_t out_cap);
LAP_IMPORT(facet_rpc, payload)         int32_t facet_rpc_payload(void *out, uint32_t out_cap);
LAP_IMPORT(facet_rpc, reply)           int32_t facet_rpc_reply(const void *bytes, uint32_t len);
LAP_IMPORT(facet_rpc, fail)            int32_t facet_rpc_fail(const void *message, uint32_t message_len);

/* ---- facet_info: who am I, what went wrong ---- */
LAP_IMPORT(facet_info, abi_version)    int32_t facet_info_abi_version(void);
LAP_IMPORT(facet_info, last_error)     int32_t facet_info_last_error(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, delete_all)     int32_t facet_info_delete_all(void);
LAP_IMPORT(facet_info, namespace)      int32_t facet_info_namespace(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, object_name)    int32_t facet_info_object_name(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, object_id)      int32_t facet_info_object_id(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, facet_path)     int32_t facet_info_facet_path(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, props)          int32_t facet_info_props(void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, env)            int32_t facet_info_env(const void *key, uint32_t key_len, void *out, uint32_t out_cap);
LAP_IMPORT(facet_info, fuel_left)      int64_t facet_info_fuel_left(void);

/* ---- facet_log ---- */
LAP_IMPORT(facet_log, write)           int32_t facet_log_write(int32_t level, const void *text, uint32_t len);

/* ---- supervisor_facets: where granted; a module that imports it elsewhere is not started ---- */
LAP_IMPORT(supervisor_facets, running) int32_t supervisor_facets_running(const void *name, uint32_t name_len);
LAP_IMPORT(supervisor_facets, start)   int32_t supervisor_facets_start(const void *name, uint32_t name_len, const void *options, uint32_t options_len);
LAP_IMPORT(supervisor_facets, forward) int32_t supervisor_facets_forward(const void *name, uint32_t name_len);
LAP_IMPORT(supervisor_facets, fetch)   int32_t supervisor_facets_fetch(const void *name, uint32_t name_len, const void *head, uint32_t head_len,
                                                                       const void *body, uint32_t body_len);
LAP_IMPORT(supervisor_facets, call)    int32_t supervisor_facets_call(const void *name, uint32_t name_len, const void *method, uint32_t method_len,
                                                                      const void *payload, uint32_t payload_len);
LAP_IMPORT(supervisor_facets, abort)   int32_t supervisor_facets_abort(const void *name, uint32_t name_len, const void *reason, uint32_t reason_len);
LAP_IMPORT(supervisor_facets, delete)  int32_t supervisor_facets_delete(const void *name, uint32_t name_len);
LAP_IMPORT(supervisor_facets, clone)   int32_t supervisor_facets_clone(const void *source, uint32_t source_len, const void *target, uint32_t target_len);
LAP_IMPORT(supervisor_facets, list)    int32_t supervisor_facets_list(void *out, uint32_t out_cap);
LAP_IMPORT(supervisor_facets, usage)   int32_t supervisor_facets_usage(const void *name, uint32_t name_len, void *out, uint32_t out_cap);

/* ---- supervisor_loader: code that was written a moment ago ---- */
LAP_IMPORT(supervisor_loader, load)    int32_t supervisor_loader_load(const void *wasm, uint32_t wasm_len, void *out, uint32_t out_cap);
LAP_IMPORT(supervisor_loader, resolve) int32_t supervisor_loader_resolve(const void *name, uint32_t name_len, void *out, uint32_t out_cap);
LAP_IMPORT(supervisor_loader, fetch)   int32_t supervisor_loader_fetch(const void *module, uint32_t module_len, const void *options, uint32_t options_len,
                                                                       const void *head, uint32_t head_len, const void *body, uint32_t body_len);

/* ---- of wasi_snapshot_preview1, what is useful without a libc ---- */
LAP_IMPORT(wasi_snapshot_preview1, clock_time_get) int32_t wasi_clock_time_get(int32_t clock, int64_t precision, void *out_nanos);
LAP_IMPORT(wasi_snapshot_preview1, random_get)     int32_t wasi_random_get(void *out, uint32_t len);
/* clang-format on */

#endif
