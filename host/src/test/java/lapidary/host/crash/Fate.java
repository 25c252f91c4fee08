package lapidary.host.crash;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;

/** Decides what of the changes that were not synced is on the disk when power is lost. */
interface Fate {
    /** No sector is longer than this. */
    int WHOLE_FILE = 1 << 30;

    /** Nothing of it. */
    Fate LOST =
            new Fate() {
                @Override
                public boolean keeps(NameChange change) {
                    return false;
                }

                @Override
                public byte[] bytes(DiskNode.File file) {
                    return file.durable();
                }
            };

    /** All of it. */
    Fate WRITTEN =
            new Fate() {
                @Override
                public boolean keeps(NameChange change) {
                    return true;
                }

                @Override
                public byte[] bytes(DiskNode.File file) {
                    return bytesAfter(file, file.pending().size());
                }
            };

    /** Whether that change of names was made. Asked for each, in their order. */
    boolean keeps(NameChange change);

    /** What a file has in it. */
    byte[] bytes(DiskNode.File file);

    /** By chance, some of it: of a file, each sector may be as it was at another moment. */
    static Fate chance(Random random) {
        double kept = new double[] {0.1, 0.5, 0.9}[random.nextInt(3)];
        int sector = new int[] {512, 4096, WHOLE_FILE}[random.nextInt(3)];
        return new Fate() {
            @Override
            public boolean keeps(NameChange change) {
                return random.nextDouble() < kept;
            }

            @Override
            public byte[] bytes(DiskNode.File file) {
                int count = file.pending().size();
                return count == 0 ? file.durable() : torn(file, sector, () -> moment(count));
            }

            // How many of the changes had been made.
            private int moment(int count) {
                if (random.nextInt(4) == 0) {
                    return random.nextInt(count + 1);
                }
                return random.nextDouble() < kept ? count : 0;
            }
        };
    }

    private static byte[] bytesAfter(DiskNode.File file, int count) {
        var bytes = Arrays.copyOf(file.durable(), file.sizeAfter(count));
        file.pending().subList(0, count).forEach(change -> DiskNode.File.apply(change, bytes));
        return bytes;
    }

    /**
     * Each sector, and the size, as it was after as many changes as the supplier says: what the
     * size includes and no sector holds is zeros.
     */
    private static byte[] torn(DiskNode.File file, int sector, IntSupplier moments) {
        int longest = file.durable().length;
        for (int i = 0; i <= file.pending().size(); i++) {
            longest = Math.max(longest, file.sizeAfter(i));
        }
        var momentOf = new int[longest / sector + 1];
        Arrays.setAll(momentOf, _ -> moments.getAsInt());
        var bytes = Arrays.copyOf(file.durable(), longest);
        int done = 0;
        for (var change : file.pending()) {
            done++;
            apply(change, done, momentOf, sector, bytes);
        }
        return Arrays.copyOf(bytes, file.sizeAfter(moments.getAsInt()));
    }

    /** Applies a change to the sectors that are as they were at its moment, or later. */
    private static void apply(
            DiskNode.Change change, int moment, int[] momentOf, int sector, byte[] bytes) {
        int start =
                switch (change) {
                    case DiskNode.Change.Write write -> write.offset();
                    case DiskNode.Change.Resize resize -> resize.size();
                };
        int end =
                switch (change) {
                    case DiskNode.Change.Write write -> write.end();
                    case DiskNode.Change.Resize _ -> bytes.length;
                };
        for (int at = start; at < end; ) {
            int next = Math.min(end, (at / sector + 1) * sector);
            if (momentOf[at / sector] >= moment) {
                switch (change) {
                    case DiskNode.Change.Write write ->
                            System.arraycopy(
                                    write.bytes(), at - write.offset(), bytes, at, next - at);
                    case DiskNode.Change.Resize _ -> Arrays.fill(bytes, at, next, (byte) 0);
                }
            }
            at = next;
        }
    }
}
