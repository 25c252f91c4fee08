package lapidary.host.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lapidary.host.crash.Call.Moment;

/** Runs drivers, one after the other over the same folder, and records what they do. */
final class Recorder {
    private static final String STRACE = "/usr/bin/strace";
    private static final int KILLED = 128 + 9;

    /** Whatever changes a file or its name, and what is needed to know which. */
    private static final String CALLS =
            "open,openat,creat,close,dup,dup2,dup3,fcntl,lseek,write,pwrite64,writev,pwritev,"
                    + "pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,splice,"
                    + "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,"
                    + "mkdir,mkdirat,rmdir,fsync,fdatasync,sync_file_range,sync,syncfs,mmap";

    private final Path work;
    private final Path disk;
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private String marksFd = "";
    private int mainThread;
    private int lastRun;

    /**
     * @param work a folder of its own, on a disk or in memory
     */
    Recorder(Path work) throws IOException {
        this.work = work.toAbsolutePath();
        this.disk = Files.createDirectory(this.work.resolve("disk"));
    }

    static boolean isPossible() {
        return Files.isExecutable(Path.of(STRACE));
    }

    /** The folder that is recorded; the host's is {@code data} in it. */
    Path disk() {
        return disk;
    }

    List<Step> steps() {
        return steps;
    }

    /** Records a driver to its end. */
    void run(String what, long number) throws IOException, InterruptedException {
        int status = record(List.of("--seccomp-bpf"), what, number); // stops at these calls only
        if (status != 0) {
            throw new IllegalStateException("the driver ended with " + status + ": " + errors());
        }
    }

    /**
     * Records a driver that is killed when its main thread is about to sync.
     *
     * @param sync the call and its number, such as {@code fsync:17}
     */
    void runKilled(String what, long number, String sync) throws IOException, InterruptedException {
        String inject = "inject=" + sync.replace(":", ":signal=KILL:when=");
        int status = record(List.of("-e", inject), what, number);
        if (status != KILLED) {
            throw new IllegalStateException("the driver was not killed: " + status + errors());
        }
    }

    private int record(List<String> more, String what, long number)
            throws IOException, InterruptedException {
        var trace = work.resolve("trace");
        var command = new ArrayList<>(List.of(STRACE, "-f", "-xx"));
        command.addAll(List.of("-s", "100000000", "-e", "signal=none", "-e", "trace=" + CALLS));
        command.addAll(more);
        command.addAll(List.of("-o", trace.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xss64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Driver.class.getName());
        command.addAll(List.of(disk.resolve("data").toString(), marks().toString()));
        command.addAll(List.of(what, Long.toString(number)));
        int status =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("output").toFile())
                        .start()
                        .waitFor();
        lastRun = steps.size();
        Trace.read(trace, this::note);
        steps.add(new Step.ProcessEnded());
        Files.delete(trace);
        return status;
    }

    /**
     * Where the next run is best killed, if it is like the last: when the main thread is about to
     * sync the name of a folder, a module or an object that is new or removed, or to commit after
     * that. What the process after it finds done is not durable then.
     */
    List<String> killPoints() {
        var points = new ArrayList<String>();
        int syncs = 0;
        int due = 0;
        for (var step : steps.subList(lastRun, steps.size())) {
            if (!(step instanceof Step.Asked asked)
                    || asked.call().thread() != mainThread
                    || asked.call().moment() != Moment.END) {
                continue;
            }
            var call = asked.call();
            if (call.name().equals("mkdir")) {
                due = 1;
            } else if (call.name().equals("rename") && !call.text(0).endsWith(".new")) {
                due = 2;
            } else if (call.name().equals("fsync")) {
                syncs++;
                if (due > 0) {
                    due--;
                    points.add("fsync:" + syncs);
                }
            }
        }
        return points;
    }

    private Path marks() {
        return work.resolve("marks");
    }

    private String errors() throws IOException {
        return Files.readString(work.resolve("output"));
    }

    private void note(Call call) {
        boolean isEnd = call.moment() == Moment.END;
        if (isEnd && call.name().equals("openat") && call.text(1).equals(marks().toString())) {
            marksFd = Long.toString(call.result());
            mainThread = call.thread();
        } else if (isEnd
                && call.name().equals("write")
                && call.arguments().getFirst().equals(marksFd)) {
            noteMarks(call.text(1));
        } else {
            steps.add(new Step.Asked(call));
        }
    }

    private void noteMarks(String text) {
        line.append(text);
        for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
            steps.add(new Step.Noted(Mark.parse(line.substring(0, end + 1))));
            line.delete(0, end + 1);
        }
    }
}
