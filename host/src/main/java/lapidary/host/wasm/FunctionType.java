package lapidary.host.wasm;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;

/** What a function, or a block, takes from the operand stack and leaves there. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
    static final FunctionType NONE = new FunctionType(List.of(), List.of());

    public FunctionType {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** As in the text format, for messages: {@code (i32, i64) -> (i32)}. */
    @Override
    public String toString() {
        return text(parameters) + " -> " + text(results);
    }

    private static String text(List<ValueType> types) {
        return types.stream()
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .collect(joining(", ", "(", ")"));
    }
}
