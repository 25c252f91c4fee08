package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.abi.ResultCode;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.error.Refusal;

/**
 * Looks, every few milliseconds of a statement that runs, at what its thread did to the process:
 * memory taken by {@code malloc}, and bytes written to temporary files. For the few statements that
 * no limit of SQLite's bounds; {@link EventMemory} bounds all others. Confined to whoever has the
 * turn.
 *
 * <p>Others take memory and write files too, so two signs have to agree before a statement is
 * stopped: what the whole process holds, and what this thread did.
 */
final class SqlWatch {
    /** Native memory that a statement may gather. */
    static final long GATHERED_BYTES_MAX = 128L << 20;

    /** … for the text of a value, which is far too long already, and takes long to be freed. */
    static final long GATHERED_TEXT_BYTES_MAX = 32L << 20;

    /** Bytes in temporary files: as many as the facet may store, within these. */
    static final long TEMP_BYTES_MIN = 16L << 20;

    static final long TEMP_BYTES_MAX = 128L << 20;

    /** What temporary files leave free on their disk. */
    static final long FREE_BYTES_MIN = 512L << 20;

    /** A look takes some 20 µs. */
    private static final int LOOKS_AT_HEAP = 8;

    private static final long LOOK_NANOS = 4_000_000;
    private static final int PAGE_BYTES = 4096;
    private static final int MINOR_FAULTS = 9;
    private static final Path STAT = Path.of("/proc/thread-self/stat");
    private static final Path IO = Path.of("/proc/thread-self/io");
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final String WRITTEN = "wchar: ";

    private final SortWatch sort = new SortWatch();
    private final long tempBytesMax;
    private ProgramMemory program = ProgramMemory.SMALL;
    private long lastLook;
    private boolean hasBase;
    private long baseHeap;
    private long baseFaults;
    private long bytesToLook;
    private String thread = "";
    private long threadWrote;
    private long threadFaults;
    private long eventWrote;
    private long eventTouched;
    private long eventHeap;

    SqlWatch(DatabaseLimits limits) {
        tempBytesMax = Math.clamp(limits.storageBytes(), TEMP_BYTES_MIN, TEMP_BYTES_MAX);
    }

    /** An event begins. */
    void begin() {
        lastLook = System.nanoTime();
        eventWrote = 0;
        eventTouched = 0;
        eventHeap = 0;
        thread = "";
    }

    /** A statement with that program is about to step. */
    void arm(ProgramMemory running) {
        program = running;
        hasBase = false;
        bytesToLook = 0;
        sort.begin();
    }

    /**
     * The statement has come some steps further, over values of that width.
     *
     * @throws Refusal {@code LIMIT} if it has taken too much
     * @throws LimitException {@code OVERLOADED} if the disk is nearly full
     */
    void look(int steps, Width width) {
        if (program.gathers()) {
            lookAtHeap(steps, width);
        }
        if (program.sorts()) {
            sort.look(steps, width);
        }
        if (program.usesFiles() || program.pends()) {
            long now = System.nanoTime();
            if (now - lastLook > LOOK_NANOS) {
                lastLook = now;
                lookAtThread();
            }
        }
    }

    /** At first, and then when so many steps were made that they may have gathered much. */
    private void lookAtHeap(int steps, Width width) {
        bytesToLook -= (long) steps * width.bytesMax;
        if (hasBase && bytesToLook > 0) {
            return;
        }
        long most = program.gathersText() ? GATHERED_TEXT_BYTES_MAX : GATHERED_BYTES_MAX;
        bytesToLook = most / LOOKS_AT_HEAP;
        long heap = NativeHeap.bytes();
        if (!hasBase) {
            hasBase = true;
            baseHeap = heap;
            baseFaults = faults();
        } else if (heap - baseHeap > most && (faults() - baseFaults) * PAGE_BYTES > most / 2) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement gathered more than " + most + " bytes in memory");
        }
    }

    /** An event may have been on several threads; between two looks on one thread, it is its. */
    private void lookAtThread() {
        String now = threadName();
        long wrote = written();
        long faults = faults();
        if (now.equals(thread)) {
            eventWrote += wrote - threadWrote;
            eventTouched += (faults - threadFaults) * PAGE_BYTES;
        }
        thread = now;
        threadWrote = wrote;
        threadFaults = faults;
        if (program.usesFiles()) {
            lookAtFiles();
        }
        if (program.pends()) {
            lookAtPending();
        }
    }

    private void lookAtPending() {
        long heap = NativeHeap.bytes();
        if (eventHeap == 0) {
            eventHeap = heap;
        } else if (heap - eventHeap > GATHERED_BYTES_MAX && eventTouched > GATHERED_BYTES_MAX / 2) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the event's changes of virtual tables keep more than "
                            + GATHERED_BYTES_MAX
                            + " bytes in memory");
        }
    }

    private void lookAtFiles() {
        if (eventWrote > tempBytesMax && TempFolder.bytes().orElse(eventWrote) > tempBytesMax) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "the statement wrote more than " + tempBytesMax + " bytes to temporary files");
        }
        if (eventWrote > 0 && TempFolder.free() < FREE_BYTES_MIN) {
            throw new LimitException(
                    ErrorCode.OVERLOADED, "the host has no room for what the statement sorts");
        }
    }

    /** Pages that the thread was first to touch; where that is not known, as many as it takes. */
    private static long faults() {
        return read(STAT)
                .map(text -> text.substring(text.lastIndexOf(')') + 2).split(" "))
                .map(fields -> Long.parseLong(fields[MINOR_FAULTS - 2]))
                .orElse(Long.MAX_VALUE / (2 * PAGE_BYTES));
    }

    /** Bytes that this thread wrote to any files. */
    static long written() {
        return read(IO).map(text -> text.substring(text.indexOf(WRITTEN) + WRITTEN.length()))
                .map(text -> Long.parseLong(text.substring(0, text.indexOf('\n'))))
                .orElse(0L);
    }

    private static String threadName() {
        try {
            return Files.readSymbolicLink(THREAD).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
