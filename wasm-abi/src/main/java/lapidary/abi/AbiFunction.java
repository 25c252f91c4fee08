package lapidary.abi;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A function that a guest may import. Immutable.
 *
 * @param module the import's module, which is also the capability it belongs to
 * @param name the import's name
 * @param parameterNames for readers only; as many as there are parameters
 * @param slices the parts of memory that the arguments name, in order
 */
public record AbiFunction(
        String module,
        String name,
        List<AbiType> parameters,
        List<AbiType> results,
        List<String> parameterNames,
        List<AbiSlice> slices,
        Availability availability) {

    public AbiFunction {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
        parameterNames = List.copyOf(parameterNames);
        slices = List.copyOf(slices);
        if (parameters.size() != parameterNames.size()) {
            throw new IllegalArgumentException(module + "." + name + " misses a parameter's name");
        }
    }

    /** Module and name, quoted where the name has a dot of its own: {@code env."Date.now"}. */
    public String qualifiedName() {
        return module + "." + (name.contains(".") ? '"' + name + '"' : name);
    }

    /** The whole shape on one line: {@code facet_sql.row_size(cursor: i32) -> i32}. */
    public String signature() {
        String arguments =
                IntStream.range(0, parameters.size())
                        .mapToObj(i -> parameterNames.get(i) + ": " + parameters.get(i).text())
                        .collect(Collectors.joining(", ", "(", ")"));
        String result = results.stream().map(AbiType::text).collect(Collectors.joining(", "));
        return qualifiedName() + arguments + (result.isEmpty() ? "" : " -> " + result);
    }

    public boolean hasType(List<AbiType> parameterTypes, List<AbiType> resultTypes) {
        return parameters.equals(parameterTypes) && results.equals(resultTypes);
    }
}
