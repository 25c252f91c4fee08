package lapidary.host.archive;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import lapidary.host.ltx.PageSums;
import lapidary.host.storage.DurableFiles;

/**
 * The sums of a closed database's pages, so that it need not be read when it is opened again. They
 * hold only for the very file: its size and time of change are noted with them.
 */
final class SavedSums {
    private static final long MAGIC = 0x4C61_7053_756D_3031L; // LapSum01

    private final Path file;

    SavedSums(Path file) {
        this.file = file;
    }

    /** Of a database that was closed, with nothing left in its log. */
    void save(Path database, long txid, PageSums sums) throws IOException {
        DurableFiles.createFolders(file.resolveSibling(""));
        DurableFiles.write(
                file,
                out -> {
                    var crc = new CRC32C();
                    var data = new DataOutputStream(new CheckedOutputStream(out, crc));
                    data.writeLong(MAGIC);
                    data.writeLong(Files.size(database));
                    data.writeLong(Files.getLastModifiedTime(database).to(NANOSECONDS));
                    data.writeLong(txid);
                    data.writeInt(sums.count());
                    for (int page = 1; page <= sums.count(); page++) {
                        data.writeLong(sums.sum(page));
                    }
                    data.writeLong(crc.getValue());
                });
    }

    /**
     * The sums of the database, if they are those of this file at that transaction.
     *
     * @param database closed, or open: only its size and time are looked at
     */
    Optional<PageSums> load(Path database, long txid) {
        var crc = new CRC32C();
        try (var data =
                new DataInputStream(
                        new CheckedInputStream(
                                new BufferedInputStream(Files.newInputStream(file), 64 << 10),
                                crc))) {
            boolean fits =
                    data.readLong() == MAGIC
                            && data.readLong() == Files.size(database)
                            && data.readLong()
                                    == Files.getLastModifiedTime(database).to(NANOSECONDS)
                            && data.readLong() == txid;
            if (!fits) {
                return Optional.empty();
            }
            var sums = new PageSums();
            int count = data.readInt();
            for (int page = 1; page <= count; page++) {
                sums.set(page, data.readLong());
            }
            long expected = crc.getValue();
            return data.readLong() == expected ? Optional.of(sums) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
