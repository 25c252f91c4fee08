/**
 * What a guest may import from Lapidary, one declaration for each function of the contract.
 *
 * A function is named after its module and its name: `kv_get` is `facet_kv.get`. Only what is
 * called ends up in the module. `>= 0` is success, `< 0` a `Code`.
 */

// prettier-ignore
// @formatter:off

@external("facet_http", "request_head")   export declare function http_request_head(out: usize, outCap: i32): i32;
@external("facet_http", "request_body")   export declare function http_request_body(out: usize, outCap: i32): i32;
@external("facet_http", "response_head")  export declare function http_response_head(status: i32, headers: usize, headersLen: i32): i32;
@external("facet_http", "response_body")  export declare function http_response_body(bytes: usize, len: i32): i32;
@external("facet_http", "flush")          export declare function http_flush(): i32;
@external("facet_http", "detach")         export declare function http_detach(): i64;
@external("facet_http", "stream_write")   export declare function http_stream_write(stream: i64, bytes: usize, len: i32): i32;
@external("facet_http", "stream_close")   export declare function http_stream_close(stream: i64): i32;
@external("facet_http", "fetch")          export declare function http_fetch(head: usize, headLen: i32, body: usize, bodyLen: i32): i32;
@external("facet_http", "reply_status")   export declare function http_reply_status(reply: i32): i32;
@external("facet_http", "reply_headers")  export declare function http_reply_headers(reply: i32, out: usize, outCap: i32): i32;
@external("facet_http", "reply_body")     export declare function http_reply_body(reply: i32, out: usize, outCap: i32): i32;
@external("facet_http", "reply_close")    export declare function http_reply_close(reply: i32): i32;

@external("facet_sql", "exec")            export declare function sql_exec(sql: usize, sqlLen: i32, args: usize, argsLen: i32): i32;
@external("facet_sql", "columns")         export declare function sql_columns(cursor: i32, out: usize, outCap: i32): i32;
@external("facet_sql", "next")            export declare function sql_next(cursor: i32, out: usize, outCap: i32): i32;
@external("facet_sql", "row_size")        export declare function sql_row_size(cursor: i32): i32;
@external("facet_sql", "rows_read")       export declare function sql_rows_read(cursor: i32): i64;
@external("facet_sql", "rows_written")    export declare function sql_rows_written(cursor: i32): i64;
@external("facet_sql", "close")           export declare function sql_close(cursor: i32): i32;
@external("facet_sql", "begin")           export declare function sql_begin(): i32;
@external("facet_sql", "commit")          export declare function sql_commit(): i32;
@external("facet_sql", "rollback")        export declare function sql_rollback(): i32;
@external("facet_sql", "database_size")   export declare function sql_database_size(): i64;

@external("facet_kv", "get")              export declare function kv_get(key: usize, keyLen: i32, out: usize, outCap: i32): i32;
@external("facet_kv", "put")              export declare function kv_put(key: usize, keyLen: i32, value: usize, valueLen: i32): i32;
@external("facet_kv", "delete")           export declare function kv_delete(key: usize, keyLen: i32): i32;
@external("facet_kv", "list")             export declare function kv_list(prefix: usize, prefixLen: i32, start: usize, startLen: i32, end: usize, endLen: i32, limit: i32, reverse: i32): i32;

@external("facet_alarm", "set")           export declare function alarm_set(atMs: i64): i32;
@external("facet_alarm", "get")           export declare function alarm_get(): i64;
@external("facet_alarm", "clear")         export declare function alarm_clear(): i32;
@external("facet_alarm", "scheduled_at")  export declare function alarm_scheduled_at(): i64;
@external("facet_alarm", "retry_count")   export declare function alarm_retry_count(): i32;

@external("facet_ws", "accept")           export declare function ws_accept(tags: usize, tagsLen: i32): i32;
@external("facet_ws", "send")             export declare function ws_send(ws: i64, kind: i32, bytes: usize, len: i32): i32;
@external("facet_ws", "close")            export declare function ws_close(ws: i64, code: i32, reason: usize, reasonLen: i32): i32;
@external("facet_ws", "list")             export declare function ws_list(tag: usize, tagLen: i32, out: usize, outCap: i32): i32;
@external("facet_ws", "tags")             export declare function ws_tags(ws: i64, out: usize, outCap: i32): i32;
@external("facet_ws", "attachment_get")   export declare function ws_attachment_get(ws: i64, out: usize, outCap: i32): i32;
@external("facet_ws", "attachment_set")   export declare function ws_attachment_set(ws: i64, bytes: usize, len: i32): i32;
@external("facet_ws", "auto_response")    export declare function ws_auto_response(request: usize, requestLen: i32, response: usize, responseLen: i32): i32;
@external("facet_ws", "event_socket")     export declare function ws_event_socket(): i64;
@external("facet_ws", "event_kind")       export declare function ws_event_kind(): i32;
@external("facet_ws", "event_data")       export declare function ws_event_data(out: usize, outCap: i32): i32;
@external("facet_ws", "event_code")       export declare function ws_event_code(): i32;

@external("facet_rpc", "method")          export declare function rpc_method(out: usize, outCap: i32): i32;
@external("facet_rpc", "payload")         export declare function rpc_payload(out: usize, outCap: i32): i32;
@external("facet_rpc", "reply")           export declare function rpc_reply(bytes: usize, len: i32): i32;
@external("facet_rpc", "fail")            export declare function rpc_fail(message: usize, messageLen: i32): i32;

@external("facet_info", "abi_version")    export declare function info_abi_version(): i32;
@external("facet_info", "last_error")     export declare function info_last_error(out: usize, outCap: i32): i32;
@external("facet_info", "delete_all")     export declare function info_delete_all(): i32;
@external("facet_info", "namespace")      export declare function info_namespace(out: usize, outCap: i32): i32;
@external("facet_info", "object_name")    export declare function info_object_name(out: usize, outCap: i32): i32;
@external("facet_info", "object_id")      export declare function info_object_id(out: usize, outCap: i32): i32;
@external("facet_info", "facet_path")     export declare function info_facet_path(out: usize, outCap: i32): i32;
@external("facet_info", "props")          export declare function info_props(out: usize, outCap: i32): i32;
@external("facet_info", "env")            export declare function info_env(key: usize, keyLen: i32, out: usize, outCap: i32): i32;
@external("facet_info", "fuel_left")      export declare function info_fuel_left(): i64;

@external("facet_log", "write")           export declare function log_write(level: i32, text: usize, len: i32): i32;

@external("supervisor_facets", "running") export declare function facets_running(name: usize, nameLen: i32): i32;
@external("supervisor_facets", "start")   export declare function facets_start(name: usize, nameLen: i32, options: usize, optionsLen: i32): i32;
@external("supervisor_facets", "forward") export declare function facets_forward(name: usize, nameLen: i32): i32;
@external("supervisor_facets", "fetch")   export declare function facets_fetch(name: usize, nameLen: i32, head: usize, headLen: i32, body: usize, bodyLen: i32): i32;
@external("supervisor_facets", "call")    export declare function facets_call(name: usize, nameLen: i32, method: usize, methodLen: i32, payload: usize, payloadLen: i32): i32;
@external("supervisor_facets", "abort")   export declare function facets_abort(name: usize, nameLen: i32, reason: usize, reasonLen: i32): i32;
@external("supervisor_facets", "delete")  export declare function facets_delete(name: usize, nameLen: i32): i32;
@external("supervisor_facets", "clone")   export declare function facets_clone(source: usize, sourceLen: i32, target: usize, targetLen: i32): i32;
@external("supervisor_facets", "list")    export declare function facets_list(out: usize, outCap: i32): i32;
@external("supervisor_facets", "usage")   export declare function facets_usage(name: usize, nameLen: i32, out: usize, outCap: i32): i32;

@external("supervisor_loader", "load")    export declare function loader_load(wasm: usize, wasmLen: i32, out: usize, outCap: i32): i32;
@external("supervisor_loader", "resolve") export declare function loader_resolve(name: usize, nameLen: i32, out: usize, outCap: i32): i32;
@external("supervisor_loader", "fetch")   export declare function loader_fetch(module: usize, moduleLen: i32, options: usize, optionsLen: i32, head: usize, headLen: i32, body: usize, bodyLen: i32): i32;

@external("wasi_snapshot_preview1", "clock_time_get") export declare function wasi_clock_time_get(clock: i32, precision: i64, outNanos: usize): i32;
@external("wasi_snapshot_preview1", "random_get")     export declare function wasi_random_get(out: usize, len: i32): i32;
