package lapidary.host.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The files of a data folder that no host uses now. What is wrong with them is told. */
final class DataFiles {
    private static final Pattern NUMBERED = Pattern.compile("([0-9]+)\\.db(-wal|-journal)?");

    private static final Pattern KNOWN =
            Pattern.compile("lock|.*\\.(wasm|jar)|(lapidary|[0-9]+)\\.db(-wal)?|0\\.db-journal");

    private DataFiles() {}

    /** Runs {@code quick_check} in each database; its log becomes part of it. */
    static void checkDatabases(Path data, Consumer<String> complaints)
            throws IOException, SQLException {
        for (var file : files(data)) {
            if (file.toString().endsWith(".db")) {
                var answers = query(file, "PRAGMA quick_check");
                if (!answers.equals(List.of("ok"))) {
                    complaints.accept(data.relativize(file) + ": " + answers);
                }
            }
        }
    }

    /** Each file of an object is one that its tree names, and no other file is unknown. */
    static void checkNoStrays(Path data, Consumer<String> complaints)
            throws IOException, SQLException {
        for (var file : files(data)) {
            if (!KNOWN.matcher(file.getFileName().toString()).matches()) {
                complaints.accept(data.relativize(file) + " was left");
            }
            if (file.endsWith("0.db")) {
                checkObject(file, complaints);
            }
        }
    }

    private static void checkObject(Path tree, Consumer<String> complaints)
            throws IOException, SQLException {
        Set<String> numbers = new TreeSet<>(query(tree, "SELECT id FROM _lap_facet"));
        numbers.add("0");
        for (var file : files(Objects.requireNonNull(tree.getParent()))) {
            var matcher = NUMBERED.matcher(file.getFileName().toString());
            if (matcher.matches() && !numbers.contains(matcher.group(1))) {
                complaints.accept(file + " is not in its tree, which has " + numbers);
            }
        }
    }

    /** Copies all but modules into a folder that is not there yet. */
    static void copyDatabases(Path data, Path target) throws IOException {
        for (var file : files(data)) {
            if (NUMBERED.matcher(file.getFileName().toString()).matches()
                    || file.getFileName().toString().startsWith("lapidary.db")) {
                var copy = target.resolve(data.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static List<String> query(Path database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
