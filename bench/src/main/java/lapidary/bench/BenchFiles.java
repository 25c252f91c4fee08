package lapidary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lapidary.bench.report.HtmlReport;
import lapidary.bench.report.JsonReport;
import lapidary.bench.report.Report;
import lapidary.bench.report.TextTable;

/** What a run leaves: a JSON file for each suite, one page for all of them. */
final class BenchFiles {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final List<Report> reports;
    private final String name;
    private final List<Path> paths = new ArrayList<>();

    /**
     * @param name of the page
     */
    BenchFiles(Path folder, List<Report> reports, String name) {
        this.folder = folder;
        this.reports = reports;
        this.name = name;
    }

    void write() throws IOException {
        Files.createDirectories(folder);
        for (var report : reports) {
            write(report.suite() + ".json", JsonReport.of(report));
        }
        write(name + ".html", HtmlReport.of(reports));
    }

    private void write(String ending, String text) throws IOException {
        String time = DATE_TIME.format(reports.getFirst().startedAt());
        paths.add(Files.writeString(folder.resolve(time + "-" + ending), text));
    }

    /** Those written. */
    List<Path> paths() {
        return paths;
    }

    String text() {
        return reports.stream().map(TextTable::of).collect(Collectors.joining("\n", "\n", ""));
    }
}
