package lapidary.host.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.storage.DurableFiles;
import org.jspecify.annotations.Nullable;

/** The folder that holds all data of a host, locked so that no second host uses it. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;
    private final boolean wasLeftInUse;

    private DataFolder(Path path, FileChannel lockFile) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.wasLeftInUse = lockFile.size() > 0;
        lockFile.write(ByteBuffer.wrap(new byte[] {'1', '\n'}), 0);
        lockFile.force(true);
    }

    /** Takes the folder, making it if need be, or says why it cannot be had. */
    static DataFolder open(Path path) {
        try {
            DurableFiles.createFolders(path);
            var lockFile =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!isLocked(lockFile)) {
                lockFile.close();
                throw failure("another server uses the data folder " + path, null);
            }
            return new DataFolder(path, lockFile);
        } catch (IOException e) {
            throw failure("cannot use the data folder " + path + ": " + e, e);
        }
    }

    Path path() {
        return path;
    }

    /** Whether the server before this one ended without closing it: it was killed, or crashed. */
    boolean wasLeftInUse() {
        return wasLeftInUse;
    }

    @Override
    public void close() {
        try (lockFile) {
            if (lockFile.isOpen()) {
                lockFile.truncate(0);
            }
        } catch (IOException e) {
            throw failure("cannot unlock the data folder " + path, e);
        }
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static FailureException failure(String message, @Nullable IOException cause) {
        return cause == null
                ? new FailureException(ErrorCode.INTERNAL, message)
                : new FailureException(ErrorCode.INTERNAL, message, cause);
    }
}
