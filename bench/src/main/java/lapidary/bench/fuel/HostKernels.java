package lapidary.bench.fuel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.AbiImports;
import lapidary.abi.ListWriter;

/** A loop around each host function, with small and with large arguments. */
final class HostKernels {
    private static final int STRUCTURE = 4_096;
    private static final int OUT = 1 << 16;
    private static final int BIG_OUT = 1 << 20;
    private static final int BIG = 64 << 20;
    private static final int PAGES = 1_200;

    private final List<Kernel> kernels = new ArrayList<>();

    static List<Kernel> all() {
        var made = new HostKernels();
        made.http();
        made.kv();
        made.info();
        made.logs();
        made.wasi();
        made.assemblyScript();
        return made.kernels;
    }

    private void add(
            String label, String module, String name, int loops, byte[] at, Object... arguments) {
        var function = AbiImports.get(module, name);
        var call = new Code();
        for (Object argument : arguments) {
            switch (argument) {
                case Integer number -> call.i32(number);
                case Long number -> call.i64(number);
                case Double number -> call.f64(number);
                default -> throw new IllegalArgumentException(argument.toString());
            }
        }
        call.op(0x10).u32(0);
        if (!function.results().isEmpty()) {
            call.op(0x1a);
        }
        kernels.add(
                Kernel.ordinary(
                                function.qualifiedName() + label,
                                new LoopModule(loops, new Code(), call)
                                        .importing(function)
                                        .memory(PAGES))
                        .with(memory -> System.arraycopy(at, 0, memory, STRUCTURE, at.length)));
    }

    private static byte[] text(int size) {
        return "k".repeat(size).getBytes(UTF_8);
    }

    private void http() {
        String http = AbiImports.FACET_HTTP;
        add(", size", http, "request_head", 20_000, text(0), OUT, 0);
        add(", 128 headers", http, "request_head", 20_000, text(0), OUT, 1 << 20);
        add(", 1 byte", http, "request_body", 20_000, text(0), OUT, 1);
        add(", 1 MiB", http, "request_body", 90, text(0), OUT, 1 << 20);
        add(", no headers", http, "response_head", 1, text(0), 200, 0, 0);
        add(
                ", 128 headers",
                http,
                "response_head",
                1,
                headers(128),
                200,
                STRUCTURE,
                headers(128).length);
        add(
                ", refused",
                http,
                "response_head",
                20_000,
                headers(128),
                200,
                STRUCTURE,
                headers(128).length);
        add(", 1 byte", http, "response_body", 20_000, text(1), STRUCTURE, 1);
        add(", 32 MiB at once", http, "response_body", 1, text(1), STRUCTURE, 32 << 20);
        add(", 32 MiB by 64 KiB", http, "response_body", 512, text(1), STRUCTURE, 1 << 16);
        add("", http, "detach", 20_000, text(1));
    }

    private static byte[] headers(int count) {
        var out = new ListWriter();
        for (int i = 0; i < count; i++) {
            out.add("x-header-" + i).add("v".repeat(400));
        }
        return out.toByteArray();
    }

    private void kv() {
        String kv = AbiImports.FACET_KV;
        add(", not there", kv, "get", 5_000, text(8), STRUCTURE, 8, OUT, 0);
        add(", 1 byte", kv, "put", 5_000, text(8), STRUCTURE, 8, OUT, 1);
        add(", 2 MiB", kv, "put", 20, text(8), STRUCTURE, 8, OUT, 2 << 20);
        add(", 1 byte", kv, "get", 5_000, text(9), STRUCTURE, 9, OUT, 100);
        add(", 2 MiB", kv, "get", 100, text(7), STRUCTURE, 7, BIG_OUT, 2 << 20);
        add(", 2 MiB, size", kv, "get", 100, text(7), STRUCTURE, 7, BIG_OUT, 0);
        add(", not there", kv, "delete", 5_000, text(2_000), STRUCTURE, 2_000);
    }

    private void info() {
        String info = AbiImports.FACET_INFO;
        add("", info, "abi_version", 50_000, text(0));
        add("", info, "fuel_left", 50_000, text(0));
        add("", info, "namespace", 50_000, text(0), OUT, 100);
        add("", info, "object_name", 50_000, text(0), OUT, 100);
        add(", 1 MiB", info, "props", 100, text(0), OUT, 1 << 20);
        add(", size", info, "props", 20_000, text(0), OUT, 0);
        add("", info, "env", 20_000, text(8), STRUCTURE, 8, OUT, 100);
        add(", 1 MiB of key", info, "env", 20, text(0), BIG, 1 << 20, OUT, 100);
        add("", AbiImports.FACET_SQL, "database_size", 5_000, text(0));
        add("", AbiImports.FACET_ALARM, "get", 20_000, text(0));
    }

    private void logs() {
        String log = AbiImports.FACET_LOG;
        add(", 10 bytes", log, "write", 5_000, text(10), 2, STRUCTURE, 10);
        add(", 10 bytes, trace", log, "write", 5_000, text(10), 0, STRUCTURE, 10);
        add(", 1 byte", log, "write", 20_000, text(10), 2, STRUCTURE, 1);
        add(", 10 000 bytes", log, "write", 26, text(10_000), 2, STRUCTURE, 10_000);
        add(", 260 000 zeros", log, "write", 1, text(0), 2, BIG, 260_000);
        add(", 60 MiB, cut", log, "write", 4, text(0), 2, STRUCTURE, 60 << 20);
    }

    private void wasi() {
        String wasi = AbiImports.WASI;
        add("", wasi, "sched_yield", 50_000, text(0));
        add("", wasi, "clock_time_get", 50_000, text(0), 0, 1L, OUT);
        add("", wasi, "environ_sizes_get", 20_000, text(0), OUT, OUT + 4);
        add("", wasi, "environ_get", 2_000, text(0), OUT, OUT + 400);
        add(", 8 bytes", wasi, "random_get", 50_000, text(0), OUT, 8);
        add(", 8 bytes, first of the event", wasi, "random_get", 1, text(0), OUT, 8);
        add(", 1 MiB", wasi, "random_get", 20, text(0), OUT, 1 << 20);
        byte[] one = iovecs(1, BIG, 10);
        add(", 10 bytes", wasi, "fd_write", 5_000, one, 1, STRUCTURE, 1, OUT);
        byte[] many = iovecs(1_024, BIG, 1);
        add(", 1 024 buffers", wasi, "fd_write", 100, many, 1, STRUCTURE, 1_024, OUT);
        byte[] lines = "a\n".repeat(10_000).getBytes(UTF_8);
        byte[] text =
                java.util.Arrays.copyOf(iovecs(1, STRUCTURE + 8, lines.length), 8 + lines.length);
        System.arraycopy(lines, 0, text, 8, lines.length);
        add(", 10 000 lines", wasi, "fd_write", 6, text, 1, STRUCTURE, 1, OUT);
        add("", wasi, "fd_sync", 50_000, text(0), 1);
    }

    private static byte[] iovecs(int count, int ptr, int len) {
        var out = java.nio.ByteBuffer.allocate(8 * count).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            out.putInt(ptr).putInt(len);
        }
        return out.array();
    }

    private void assemblyScript() {
        add("", AbiImports.ENV, "seed", 50_000, text(0));
        add("", AbiImports.ENV, "Date.now", 50_000, text(0));
        byte[] hello = {10, 0, 0, 0, 'h', 0, 'e', 0, 'l', 0, 'l', 0, 'o', 0};
        add("", AbiImports.ENV, "console.log", 5_000, hello, STRUCTURE + 4);
        add(
                "",
                AbiImports.ENV,
                "trace",
                5_000,
                hello,
                STRUCTURE + 4,
                5,
                1.5,
                2.5,
                1e100,
                3.3,
                1e-7);
        add(", true", AbiImports.ENV, "console.assert", 20_000, hello, 1, STRUCTURE + 4);
    }
}
