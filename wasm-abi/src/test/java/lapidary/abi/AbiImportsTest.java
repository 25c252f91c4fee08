package lapidary.abi;

import static lapidary.abi.AbiType.F64;
import static lapidary.abi.AbiType.I32;
import static lapidary.abi.AbiType.I64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AbiImportsTest {
    @Test
    void a_function_is_found_by_module_and_name() {
        var get = AbiImports.find("facet_kv", "get").orElseThrow();

        assertEquals(
                "facet_kv.get(key_ptr: i32, key_len: i32, out_ptr: i32, out_cap: i32) -> i32",
                get.signature());
        assertTrue(get.hasType(List.of(I32, I32, I32, I32), List.of(I32)));
        assertFalse(get.hasType(List.of(I32, I32, I32, I64), List.of(I32)));
    }

    @Test
    void what_nobody_offers_is_not_found() {
        assertEquals(Optional.empty(), AbiImports.find("facet_kv", "Get"));
        assertEquals(Optional.empty(), AbiImports.find("facet_kv ", "get"));
        assertEquals(Optional.empty(), AbiImports.find("", ""));
        assertThrows(IllegalArgumentException.class, () -> AbiImports.get("env", "memory"));
    }

    @Test
    void a_name_with_a_dot_is_quoted_and_one_without_result_has_no_arrow() {
        assertEquals("env.\"Date.now\"() -> f64", AbiImports.get("env", "Date.now").signature());
        assertEquals(
                "wasi_snapshot_preview1.proc_exit(code: i32)",
                AbiImports.get("wasi_snapshot_preview1", "proc_exit").signature());
    }

    @Test
    void assemblyscript_traces_five_numbers() {
        assertEquals(
                List.of(I32, I32, F64, F64, F64, F64, F64),
                AbiImports.get("env", "trace").parameters());
    }

    @Test
    void all_46_functions_of_wasi_preview_1_can_be_linked() {
        var wasi = ofModule(AbiImports.WASI);

        assertEquals(46, wasi.size());
        assertEquals(
                List.of(I32, I32, I32, I32, I32, I64, I64, I32, I32),
                AbiImports.get(AbiImports.WASI, "path_open").parameters());
    }

    @Test
    void only_the_supervisor_modules_are_granted() {
        assertEquals(
                Set.of("supervisor_facets", "supervisor_loader"),
                AbiImports.modules().stream()
                        .filter(AbiImports::isGranted)
                        .collect(Collectors.toSet()));
    }

    @Test
    void no_two_functions_share_a_name() {
        var all = AbiImports.all();
        assertEquals(all.size(), all.stream().map(AbiFunction::qualifiedName).distinct().count());
    }

    @Test
    void what_is_not_offered_yet_can_answer_a_code() {
        for (var function : AbiImports.all()) {
            if (function.availability() != Availability.OFFERED) {
                assertEquals(1, function.results().size(), function.signature());
                assertTrue(
                        List.of(I32, I64).contains(function.results().getFirst()),
                        function.signature());
            }
        }
    }

    @Test
    void a_module_needs_an_export_that_an_event_can_run() {
        assertTrue(AbiExports.servesAnEvent(List.of("init", "alarm")));
        assertFalse(AbiExports.servesAnEvent(List.of("init", "ws_close", "Fetch", "_start")));
    }

    private static List<AbiFunction> ofModule(String module) {
        return AbiImports.all().stream().filter(f -> f.module().equals(module)).toList();
    }
}
