package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the engine or a host function throws comes out as one of ours, and is paid for. */
class EngineFailureTest {
    private static final int CALL = 0x10;
    private static final int END = 0x0b;
    private static final long LIMIT = 1_000_000;

    private static Stream<Throwable> errors() {
        return Stream.of(
                new StackOverflowError(),
                new OutOfMemoryError("injected"),
                new ClassFormatError("injected"),
                new VerifyError("injected"),
                new IncompatibleClassChangeError("injected"),
                new NoSuchMethodError("injected"),
                new NoClassDefFoundError("injected"),
                new ExceptionInInitializerError("injected"),
                new BootstrapMethodError("injected"),
                new InternalError("injected"),
                new AssertionError("injected"));
    }

    private static Stream<Throwable> all() {
        Stream<Throwable> exceptions =
                Stream.of(
                        new IllegalMonitorStateException("injected"),
                        new NullPointerException("injected"),
                        new ArrayIndexOutOfBoundsException(7),
                        new ClassCastException("injected"),
                        new NegativeArraySizeException("injected"),
                        new ArithmeticException("injected"),
                        new WasmRuntimeException("injected"),
                        new ChicoryException("injected"));
        return Stream.concat(errors(), exceptions);
    }

    private static ModuleBuilder callsHost() {
        return new ModuleBuilder()
                .type(":")
                .importFunction("env", "host", 0)
                .function(0, CALL, 0, END)
                .memory(1)
                .export("fetch", 1);
    }

    private static <T extends Throwable> long sneaky(Throwable thrown) throws T {
        @SuppressWarnings("unchecked")
        T unchecked = (T) thrown;
        throw unchecked;
    }

    private static RuntimeException failed(GuestInstance guest) {
        guest.tank().fill(LIMIT);
        RuntimeException thrown = assertThrows(RuntimeException.class, () -> guest.call("fetch"));
        assertTrue(guest.tank().used() <= FuelTank.SLICE_MIN, "used " + guest.tank().used());
        return thrown;
    }

    private static void assertTranslated(Throwable injected, RuntimeException thrown) {
        switch (injected) {
            case StackOverflowError _ ->
                    assertEquals(
                            Traps.CALL_DEPTH, assertInstanceOf(GuestTrap.class, thrown).reason());
            case OutOfMemoryError _ ->
                    assertEquals(
                            ErrorCode.OVERLOADED,
                            assertInstanceOf(LimitException.class, thrown).code());
            default -> assertInstanceOf(FailureException.class, thrown);
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_of_a_host_function_ends_the_call(Throwable injected) {
        for (Engine.Mode mode : Guests.MODES) {
            CompiledModule module = Guests.load(callsHost(), mode);
            boolean[] isBroken = {true};
            ImportResolver host = (_, _) -> (_, _) -> isBroken[0] ? sneaky(injected) : 0;
            assertTranslated(injected, failed(Guests.start(module, host)));
            isBroken[0] = false;
            Guests.start(module, host).call("fetch");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatever_the_engine_throws_ends_the_call(Throwable injected) {
        CompiledModule module = brokenMachine(() -> injected);
        RuntimeException thrown = failed(Guests.start(module, (_, _) -> (_, _) -> 0));
        if (injected instanceof ChicoryException) {
            assertEquals("injected", assertInstanceOf(GuestTrap.class, thrown).reason());
        } else {
            assertTranslated(injected, thrown);
        }
    }

    private static CompiledModule brokenMachine(Supplier<Throwable> thrown) {
        MeteredModule metered =
                Guests.rewriter(Engine.Mode.INTERPRETED).rewrite(callsHost().build());
        return new CompiledModule(
                metered,
                Parser.parse(metered.bytes()),
                _ ->
                        (_, _) -> {
                            sneaky(thrown.get());
                            return new long[0];
                        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatever_making_an_instance_throws_ends_the_wake(Throwable injected) {
        MeteredModule metered =
                Guests.rewriter(Engine.Mode.INTERPRETED).rewrite(callsHost().build());
        var module =
                new CompiledModule(
                        metered,
                        Parser.parse(metered.bytes()),
                        _ -> {
                            sneaky(injected);
                            return (_, _) -> new long[0];
                        });
        RuntimeException thrown =
                assertThrows(
                        RuntimeException.class, () -> Guests.start(module, (_, _) -> (_, _) -> 0));
        assertTrue(
                thrown instanceof HostException || thrown instanceof GuestTrap, thrown::toString);
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_runtime_exception_of_a_host_function_comes_out_as_it_is(Throwable injected) {
        if (injected instanceof RuntimeException expected) {
            GuestInstance guest =
                    Guests.start(
                            Guests.load(callsHost(), Engine.Mode.COMPILED),
                            (_, _) -> (_, _) -> sneaky(expected));
            assertSame(expected, failed(guest));
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void compiled_code_that_does_not_link_is_made_anew(Throwable injected) {
        var broken =
                new CompiledCode(
                        "Broken",
                        java.util.Set.of(),
                        java.util.Map.of(
                                "Broken",
                                String.valueOf(injected)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        byte[] kept = broken.encoded();
        byte[][] put = {kept};
        CompiledCache cache =
                new CompiledCache() {
                    @Override
                    public java.util.Optional<byte[]> get(String key) {
                        return java.util.Optional.of(kept);
                    }

                    @Override
                    public void put(String key, byte[] code) {
                        put[0] = code;
                    }
                };
        MeteredModule metered = Guests.rewriter(Engine.Mode.COMPILED).rewrite(callsHost().build());
        CompiledModule module = new Engine().load(metered, Engine.Mode.COMPILED, cache);
        Guests.start(module, (_, _) -> (_, _) -> 0).call("fetch");
        assertTrue(put[0].length > kept.length, List.of("made anew")::toString);
    }
}
