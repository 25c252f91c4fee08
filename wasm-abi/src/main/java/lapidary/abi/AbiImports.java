package lapidary.abi;

import static lapidary.abi.Availability.OFFERED;
import static lapidary.abi.Availability.STUB;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every function that a guest may import, with its exact type. Immutable.
 *
 * <p>A published function never changes; a better one is a new name. {@link FunctionParser}
 * explains the notation.
 */
public final class AbiImports {
    public static final String FACET_HTTP = "facet_http";
    public static final String FACET_SQL = "facet_sql";
    public static final String FACET_KV = "facet_kv";
    public static final String FACET_ALARM = "facet_alarm";
    public static final String FACET_WS = "facet_ws";
    public static final String FACET_RPC = "facet_rpc";
    public static final String FACET_INFO = "facet_info";
    public static final String FACET_LOG = "facet_log";
    public static final String SUPERVISOR_FACETS = "supervisor_facets";
    public static final String SUPERVISOR_LOADER = "supervisor_loader";
    public static final String WASI = "wasi_snapshot_preview1";

    /** What AssemblyScript's library imports. Its strings and arrays are its own objects. */
    public static final String ENV = "env";

    private static final Set<String> GRANTED_MODULES = Set.of(SUPERVISOR_FACETS, SUPERVISOR_LOADER);

    private static final Map<String, Map<String, AbiFunction>> MODULES = new LinkedHashMap<>();

    static {
        declare(
                FACET_HTTP,
                OFFERED,
                """
                request_head(out_ptr: i32, out_cap: i32) -> i32
                request_body(out_ptr: i32, out_cap: i32) -> i32
                response_head(status: i32, headers_ptr: i32, headers_len: i32) -> i32
                response_body(body_ptr: i32, body_len: i32) -> i32
                flush() -> i32
                detach() -> i64
                stream_write(stream: i64, data_ptr: i32, data_len: i32) -> i32
                stream_close(stream: i64) -> i32
                fetch(head_ptr: i32, head_len: i32, body_ptr: i32, body_len: i32) -> i32
                reply_status(handle: i32) -> i32
                reply_headers(handle: i32, out_ptr: i32, out_cap: i32) -> i32
                reply_body(handle: i32, out_ptr: i32, out_cap: i32) -> i32
                reply_close(handle: i32) -> i32
                """);
        declare(
                FACET_SQL,
                OFFERED,
                """
                exec(sql_ptr: i32, sql_len: i32, args_ptr: i32, args_len: i32) -> i32
                columns(cursor: i32, out_ptr: i32, out_cap: i32) -> i32
                next(cursor: i32, out_ptr: i32, out_cap: i32) -> i32
                row_size(cursor: i32) -> i32
                rows_read(cursor: i32) -> i64
                rows_written(cursor: i32) -> i64
                close(cursor: i32) -> i32
                begin() -> i32
                commit() -> i32
                rollback() -> i32
                database_size() -> i64
                """);
        declare(
                FACET_KV,
                OFFERED,
                """
                get(key_ptr: i32, key_len: i32, out_ptr: i32, out_cap: i32) -> i32
                put(key_ptr: i32, key_len: i32, value_ptr: i32, value_len: i32) -> i32
                delete(key_ptr: i32, key_len: i32) -> i32
                list(prefix_ptr: i32, prefix_len: i32, start_ptr: i32, start_len: i32, end_ptr: i32, end_len: i32, limit: i32, reverse: i32) -> i32
                """);
        declare(
                FACET_ALARM,
                OFFERED,
                """
                set(at_ms: i64) -> i32
                get() -> i64
                clear() -> i32
                scheduled_at() -> i64
                retry_count() -> i32
                """);
        declare(
                FACET_WS,
                OFFERED,
                """
                accept(tags_ptr: i32, tags_len: i32) -> i32
                send(ws: i64, kind: i32, data_ptr: i32, data_len: i32) -> i32
                close(ws: i64, code: i32, reason_ptr: i32, reason_len: i32) -> i32
                list(tag_ptr: i32, tag_len: i32, out_ptr: i32, out_cap: i32) -> i32
                tags(ws: i64, out_ptr: i32, out_cap: i32) -> i32
                attachment_get(ws: i64, out_ptr: i32, out_cap: i32) -> i32
                attachment_set(ws: i64, data_ptr: i32, data_len: i32) -> i32
                auto_response(request_ptr: i32, request_len: i32, response_ptr: i32, response_len: i32) -> i32
                event_socket() -> i64
                event_kind() -> i32
                event_data(out_ptr: i32, out_cap: i32) -> i32
                event_code() -> i32
                """);
        declare(
                FACET_RPC,
                OFFERED,
                """
                method(out_ptr: i32, out_cap: i32) -> i32
                payload(out_ptr: i32, out_cap: i32) -> i32
                reply(data_ptr: i32, data_len: i32) -> i32
                fail(message_ptr: i32, message_len: i32) -> i32
                """);
        declare(
                FACET_INFO,
                OFFERED,
                """
                abi_version() -> i32
                last_error(out_ptr: i32, out_cap: i32) -> i32
                delete_all() -> i32
                namespace(out_ptr: i32, out_cap: i32) -> i32
                object_name(out_ptr: i32, out_cap: i32) -> i32
                object_id(out_ptr: i32, out_cap: i32) -> i32
                facet_path(out_ptr: i32, out_cap: i32) -> i32
                props(out_ptr: i32, out_cap: i32) -> i32
                env(key_ptr: i32, key_len: i32, out_ptr: i32, out_cap: i32) -> i32
                fuel_left() -> i64
                """);
        declare(
                FACET_LOG,
                OFFERED,
                """
                write(level: i32, text_ptr: i32, text_len: i32) -> i32
                """);
        declare(
                SUPERVISOR_FACETS,
                OFFERED,
                """
                running(name_ptr: i32, name_len: i32) -> i32
                start(name_ptr: i32, name_len: i32, options_ptr: i32, options_len: i32) -> i32
                forward(name_ptr: i32, name_len: i32) -> i32
                fetch(name_ptr: i32, name_len: i32, head_ptr: i32, head_len: i32, body_ptr: i32, body_len: i32) -> i32
                call(name_ptr: i32, name_len: i32, method_ptr: i32, method_len: i32, payload_ptr: i32, payload_len: i32) -> i32
                abort(name_ptr: i32, name_len: i32, reason_ptr: i32, reason_len: i32) -> i32
                delete(name_ptr: i32, name_len: i32) -> i32
                clone(src_ptr: i32, src_len: i32, dst_ptr: i32, dst_len: i32) -> i32
                list(out_ptr: i32, out_cap: i32) -> i32
                usage(name_ptr: i32, name_len: i32, out_ptr: i32, out_cap: i32) -> i32
                """);
        declare(
                SUPERVISOR_LOADER,
                OFFERED,
                """
                load(wasm_ptr: i32, wasm_len: i32, out_ptr: i32, out_cap: i32) -> i32
                resolve(name_ptr: i32, name_len: i32, out_ptr: i32, out_cap: i32) -> i32
                fetch(module_ptr: i32, module_len: i32, options_ptr: i32, options_len: i32, head_ptr: i32, head_len: i32, body_ptr: i32, body_len: i32) -> i32
                """);
        declare(
                WASI,
                OFFERED,
                """
                args_get(argv: i32, argv_buf: i32) -> i32
                args_sizes_get(argc_ptr: i32*4, argv_size_ptr: i32*4) -> i32
                environ_get(environ: i32, environ_buf: i32) -> i32
                environ_sizes_get(environ_count_ptr: i32*4, environ_size_ptr: i32*4) -> i32
                clock_res_get(clock: i32, resolution_ptr: i32*8) -> i32
                clock_time_get(clock: i32, precision: i64, time_ptr: i32*8) -> i32
                fd_close(fd: i32) -> i32
                fd_fdstat_get(fd: i32, stat_ptr: i32*24) -> i32
                fd_prestat_get(fd: i32, prestat_ptr: i32*8) -> i32
                fd_seek(fd: i32, offset: i64, whence: i32, position_ptr: i32*8) -> i32
                fd_write(fd: i32, iovs_ptr: i32*8, iovs_count: i32, written_ptr: i32*4) -> i32
                proc_exit(code: i32)
                random_get(out_ptr: i32, out_len: i32) -> i32
                sched_yield() -> i32
                """);
        declare(
                WASI,
                STUB,
                """
                fd_advise(fd: i32, offset: i64, length: i64, advice: i32) -> i32
                fd_allocate(fd: i32, offset: i64, length: i64) -> i32
                fd_datasync(fd: i32) -> i32
                fd_fdstat_set_flags(fd: i32, flags: i32) -> i32
                fd_fdstat_set_rights(fd: i32, rights_base: i64, rights_inheriting: i64) -> i32
                fd_filestat_get(fd: i32, stat_ptr: i32*64) -> i32
                fd_filestat_set_size(fd: i32, size: i64) -> i32
                fd_filestat_set_times(fd: i32, accessed: i64, modified: i64, flags: i32) -> i32
                fd_pread(fd: i32, iovs_ptr: i32*8, iovs_count: i32, offset: i64, read_ptr: i32*4) -> i32
                fd_prestat_dir_name(fd: i32, path_ptr: i32, path_len: i32) -> i32
                fd_pwrite(fd: i32, iovs_ptr: i32*8, iovs_count: i32, offset: i64, written_ptr: i32*4) -> i32
                fd_read(fd: i32, iovs_ptr: i32*8, iovs_count: i32, read_ptr: i32*4) -> i32
                fd_readdir(fd: i32, out_ptr: i32, out_len: i32, cookie: i64, used_ptr: i32*4) -> i32
                fd_renumber(fd: i32, to: i32) -> i32
                fd_sync(fd: i32) -> i32
                fd_tell(fd: i32, position_ptr: i32*8) -> i32
                path_create_directory(fd: i32, path_ptr: i32, path_len: i32) -> i32
                path_filestat_get(fd: i32, lookup: i32, path_ptr: i32, path_len: i32, stat_ptr: i32*64) -> i32
                path_filestat_set_times(fd: i32, lookup: i32, path_ptr: i32, path_len: i32, accessed: i64, modified: i64, flags: i32) -> i32
                path_link(old_fd: i32, lookup: i32, old_ptr: i32, old_len: i32, new_fd: i32, new_ptr: i32, new_len: i32) -> i32
                path_open(fd: i32, lookup: i32, path_ptr: i32, path_len: i32, open_flags: i32, rights_base: i64, rights_inheriting: i64, fd_flags: i32, opened_ptr: i32*4) -> i32
                path_readlink(fd: i32, path_ptr: i32, path_len: i32, out_ptr: i32, out_len: i32, used_ptr: i32*4) -> i32
                path_remove_directory(fd: i32, path_ptr: i32, path_len: i32) -> i32
                path_rename(old_fd: i32, old_ptr: i32, old_len: i32, new_fd: i32, new_ptr: i32, new_len: i32) -> i32
                path_symlink(old_ptr: i32, old_len: i32, fd: i32, new_ptr: i32, new_len: i32) -> i32
                path_unlink_file(fd: i32, path_ptr: i32, path_len: i32) -> i32
                poll_oneoff(subscriptions_ptr: i32*48, events_ptr: i32*32, subscriptions_count: i32, ready_ptr: i32*4) -> i32
                proc_raise(signal: i32) -> i32
                sock_accept(fd: i32, flags: i32, accepted_ptr: i32*4) -> i32
                sock_recv(fd: i32, iovs_ptr: i32*8, iovs_count: i32, flags: i32, read_ptr: i32*4, flags_ptr: i32*2) -> i32
                sock_send(fd: i32, iovs_ptr: i32*8, iovs_count: i32, flags: i32, written_ptr: i32*4) -> i32
                sock_shutdown(fd: i32, how: i32) -> i32
                """);
        declare(
                ENV,
                OFFERED,
                """
                abort(message: i32, file: i32, line: i32, column: i32)
                seed() -> f64
                trace(message: i32, count: i32, a0: f64, a1: f64, a2: f64, a3: f64, a4: f64)
                Date.now() -> f64
                Math.random() -> f64
                console.assert(condition: i32, message: i32)
                console.debug(message: i32)
                console.error(message: i32)
                console.info(message: i32)
                console.log(message: i32)
                console.time(label: i32)
                console.timeEnd(label: i32)
                console.timeLog(label: i32)
                console.warn(message: i32)
                performance.now() -> f64
                process.exit(code: i32)
                """);
    }

    private AbiImports() {}

    private static void declare(String module, Availability availability, String lines) {
        var functions = MODULES.computeIfAbsent(module, _ -> new LinkedHashMap<>());
        lines.lines()
                .map(line -> FunctionParser.parse(module, availability, line))
                .forEach(function -> functions.put(function.name(), function));
    }

    /** The function of that name, whatever its availability. */
    public static Optional<AbiFunction> find(String module, String name) {
        return Optional.ofNullable(MODULES.getOrDefault(module, Map.of()).get(name));
    }

    /** The function of that name, which must be there. */
    public static AbiFunction get(String module, String name) {
        return find(module, name)
                .orElseThrow(() -> new IllegalArgumentException("no " + module + "." + name));
    }

    /** All functions, module by module, in the order of docs/abi.md. */
    public static List<AbiFunction> all() {
        return MODULES.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    public static Set<String> modules() {
        return MODULES.keySet().stream().collect(Collectors.toUnmodifiableSet());
    }

    /** True for a module that a facet may import only if it was granted; the others are for all. */
    public static boolean isGranted(String module) {
        return GRANTED_MODULES.contains(module);
    }
}
