package lapidary.abi;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that a published guest depends on, one fact a line, as the golden file has it. */
final class ContractText {
    private ContractText() {}

    static List<String> lines() {
        return Stream.of(
                        Stream.of("abi version " + AbiVersion.CURRENT),
                        AbiImports.all().stream().map(ContractText::function),
                        exports(),
                        Arrays.stream(ResultCode.values())
                                .map(code -> "code " + code + " " + code.number()),
                        Arrays.stream(AbiType.values())
                                .map(type -> "type " + type.text() + " " + type.code()),
                        constants(ValueTag.class, "tag"),
                        constants(WasiErrno.class, "errno"),
                        constants(Limits.class, "limit"))
                .flatMap(lines -> lines)
                .toList();
    }

    /** Names and values of a class's public numbers, in the order of the source. */
    static Map<String, Long> numbers(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .collect(
                        Collectors.toMap(
                                Field::getName,
                                ContractText::number,
                                (a, _) -> a,
                                LinkedHashMap::new));
    }

    private static long number(Field field) {
        try {
            return field.getLong(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String function(AbiFunction function) {
        String slices =
                function.slices().stream().map(ContractText::slice).collect(Collectors.joining());
        String grant = AbiImports.isGranted(function.module()) ? " granted" : "";
        return function.availability() + grant + " " + function.signature() + slices;
    }

    private static String slice(AbiSlice slice) {
        String count = slice.countIndex() == AbiSlice.ONE ? "1" : "#" + slice.countIndex();
        return " [#" + slice.pointerIndex() + " " + count + "*" + slice.elementBytes() + "]";
    }

    private static Stream<String> exports() {
        return Stream.of(
                "export memory " + AbiExports.MEMORY,
                "export functions " + AbiExports.FUNCTIONS,
                "export events " + AbiExports.EVENTS,
                "export at least one of " + AbiExports.EVENTS_ONE_OF);
    }

    private static Stream<String> constants(Class<?> type, String kind) {
        return numbers(type).entrySet().stream()
                .map(entry -> kind + " " + entry.getKey() + " " + entry.getValue());
    }
}
