package lapidary.host.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Frames of a write-ahead log from one place to a later one, both at the end of a commit. Of each
 * page it has the newest image, which is read from the log when asked for, so it must be read
 * before the log is written anew. Confined to its owner.
 *
 * @param commits how many of them
 * @param pages of the database after the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
public record WalFrames(
        FileChannel channel,
        WalPlace start,
        WalPlace end,
        long commits,
        int pages,
        int pageSize,
        long[] newest) {
    /** A page and where its image is, packed so that they sort by page, then by age. */
    static long entry(int page, long frame) {
        return (long) page << Integer.SIZE | frame;
    }

    /** Of frames in the order of the log. */
    static WalFrames of(
            FileChannel channel,
            WalPlace start,
            WalPlace end,
            long commits,
            int pages,
            int pageSize,
            long[] frames) {
        Arrays.sort(frames);
        int kept = 0;
        for (int i = 0; i < frames.length; i++) {
            boolean isNewest = i + 1 == frames.length || pageOf(frames[i]) != pageOf(frames[i + 1]);
            if (isNewest && pageOf(frames[i]) <= pages) {
                frames[kept++] = frames[i];
            }
        }
        return new WalFrames(
                channel, start, end, commits, pages, pageSize, Arrays.copyOf(frames, kept));
    }

    /** How many pages have changed. */
    public int count() {
        return newest.length;
    }

    /** The number of a changed page; they ascend. */
    public int page(int index) {
        return pageOf(newest[index]);
    }

    /** Reads the newest image of a changed page. */
    public void read(int index, byte[] page) throws IOException {
        long frame = newest[index] & 0xFFFF_FFFFL;
        var target = ByteBuffer.wrap(page);
        long at = WalTail.frameOffset(frame, pageSize) + WalTail.FRAME_HEADER_BYTES;
        while (target.hasRemaining()) {
            int read = channel.read(target, at + target.position());
            if (read < 0) {
                throw new EOFException("the write-ahead log became shorter");
            }
        }
    }

    private static int pageOf(long entry) {
        return (int) (entry >>> Integer.SIZE);
    }
}
