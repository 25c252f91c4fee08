//! What a guest may import from Lapidary, one declaration for each function of the contract.
//!
//! A function is named after its module and its name: [`kv_get`] is `facet_kv.get`. Only what is
//! called ends up in the module. `>= 0` is success, `< 0` a [`Code`](crate::Code). Every pointer
//! with its length must lie within memory.
#![allow(clippy::missing_safety_doc, clippy::too_many_arguments)]

macro_rules! imports {
    ($($module:literal { $($link:literal $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)* })*) => {
        $(
            #[link(wasm_import_module = $module)]
            extern "C" {
                $(
                    #[link_name = $link]
                    pub fn $name($($arg: $type),*) -> $result;
                )*
            }
        )*
    };
}

type In = *const u8;
type Out = *mut u8;

imports! {
    "facet_http" {
        "request_head" http_request_head(out: Out, out_cap: usize) -> i32;
        "request_body" http_request_body(out: Out, out_cap: usize) -> i32;
        "response_head" http_response_head(status: i32, headers: In, headers_len: usize) -> i32;
        "response_body" http_response_body(bytes: In, len: usize) -> i32;
        "flush" http_flush() -> i32;
        "detach" http_detach() -> i64;
        "stream_write" http_stream_write(stream: i64, bytes: In, len: usize) -> i32;
        "stream_close" http_stream_close(stream: i64) -> i32;
        "fetch" http_fetch(head: In, head_len: usize, body: In, body_len: usize) -> i32;
        "reply_status" http_reply_status(reply: i32) -> i32;
        "reply_headers" http_reply_headers(reply: i32, out: Out, out_cap: usize) -> i32;
        "reply_body" http_reply_body(reply: i32, out: Out, out_cap: usize) -> i32;
        "reply_close" http_reply_close(reply: i32) -> i32;
    }
    "facet_sql" {
        "exec" sql_exec(sql: In, sql_len: usize, args: In, args_len: usize) -> i32;
        "columns" sql_columns(cursor: i32, out: Out, out_cap: usize) -> i32;
        "next" sql_next(cursor: i32, out: Out, out_cap: usize) -> i32;
        "row_size" sql_row_size(cursor: i32) -> i32;
        "rows_read" sql_rows_read(cursor: i32) -> i64;
        "rows_written" sql_rows_written(cursor: i32) -> i64;
        "close" sql_close(cursor: i32) -> i32;
        "begin" sql_begin() -> i32;
        "commit" sql_commit() -> i32;
        "rollback" sql_rollback() -> i32;
        "database_size" sql_database_size() -> i64;
    }
    "facet_kv" {
        "get" kv_get(key: In, key_len: usize, out: Out, out_cap: usize) -> i32;
        "put" kv_put(key: In, key_len: usize, value: In, value_len: usize) -> i32;
        "delete" kv_delete(key: In, key_len: usize) -> i32;
        "list" kv_list(prefix: In, prefix_len: usize, start: In, start_len: usize, end: In, end_len: usize, limit: i32, reverse: i32) -> i32;
    }
    "facet_alarm" {
        "set" alarm_set(at_ms: i64) -> i32;
        "get" alarm_get() -> i64;
        "clear" alarm_clear() -> i32;
        "scheduled_at" alarm_scheduled_at() -> i64;
        "retry_count" alarm_retry_count() -> i32;
    }
    "facet_ws" {
        "accept" ws_accept(tags: In, tags_len: usize) -> i32;
        "send" ws_send(ws: i64, kind: i32, bytes: In, len: usize) -> i32;
        "close" ws_close(ws: i64, code: i32, reason: In, reason_len: usize) -> i32;
        "list" ws_list(tag: In, tag_len: usize, out: Out, out_cap: usize) -> i32;
        "tags" ws_tags(ws: i64, out: Out, out_cap: usize) -> i32;
        "attachment_get" ws_attachment_get(ws: i64, out: Out, out_cap: usize) -> i32;
        "attachment_set" ws_attachment_set(ws: i64, bytes: In, len: usize) -> i32;
        "auto_response" ws_auto_response(request: In, request_len: usize, response: In, response_len: usize) -> i32;
        "event_socket" ws_event_socket() -> i64;
        "event_kind" ws_event_kind() -> i32;
        "event_data" ws_event_data(out: Out, out_cap: usize) -> i32;
        "event_code" ws_event_code() -> i32;
    }
    "facet_rpc" {
        "method" rpc_method(out: Out, out_cap: usize) -> i32;
        "payload" rpc_payload(out: Out, out_cap: usize) -> i32;
        "reply" rpc_reply(bytes: In, len: usize) -> i32;
        "fail" rpc_fail(message: In, message_len: usize) -> i32;
    }
    "facet_info" {
        "abi_version" info_abi_version() -> i32;
        "last_error" info_last_error(out: Out, out_cap: usize) -> i32;
        "delete_all" info_delete_all() -> i32;
        "namespace" info_namespace(out: Out, out_cap: usize) -> i32;
        "object_name" info_object_name(out: Out, out_cap: usize) -> i32;
        "object_id" info_object_id(out: Out, out_cap: usize) -> i32;
        "facet_path" info_facet_path(out: Out, out_cap: usize) -> i32;
        "props" info_props(out: Out, out_cap: usize) -> i32;
        "env" info_env(key: In, key_len: usize, out: Out, out_cap: usize) -> i32;
        "fuel_left" info_fuel_left() -> i64;
    }
    "facet_log" {
        "write" log_write(level: i32, text: In, len: usize) -> i32;
    }
    "supervisor_facets" {
        "running" facets_running(name: In, name_len: usize) -> i32;
        "start" facets_start(name: In, name_len: usize, options: In, options_len: usize) -> i32;
        "forward" facets_forward(name: In, name_len: usize) -> i32;
        "fetch" facets_fetch(name: In, name_len: usize, head: In, head_len: usize, body: In, body_len: usize) -> i32;
        "call" facets_call(name: In, name_len: usize, method: In, method_len: usize, payload: In, payload_len: usize) -> i32;
        "abort" facets_abort(name: In, name_len: usize, reason: In, reason_len: usize) -> i32;
        "delete" facets_delete(name: In, name_len: usize) -> i32;
        "clone" facets_clone(source: In, source_len: usize, target: In, target_len: usize) -> i32;
        "list" facets_list(out: Out, out_cap: usize) -> i32;
        "usage" facets_usage(name: In, name_len: usize, out: Out, out_cap: usize) -> i32;
    }
    "supervisor_loader" {
        "load" loader_load(wasm: In, wasm_len: usize, out: Out, out_cap: usize) -> i32;
        "resolve" loader_resolve(name: In, name_len: usize, out: Out, out_cap: usize) -> i32;
        "fetch" loader_fetch(module: In, module_len: usize, options: In, options_len: usize, head: In, head_len: usize, body: In, body_len: usize) -> i32;
    }
    "wasi_snapshot_preview1" {
        "clock_time_get" wasi_clock_time_get(clock: i32, precision: i64, out_nanos: *mut i64) -> i32;
        "random_get" wasi_random_get(out: Out, len: usize) -> i32;
    }
}
