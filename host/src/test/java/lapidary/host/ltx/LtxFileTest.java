package lapidary.host.ltx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LtxFileTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 3_000);

    @Test
    void the_checksum_is_crc_64_iso() {
        var crc = new Crc64();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0xB909_56C7_75A4_1001L, crc.value());
    }

    /**
     * The file checksums are those that the stock encoder's own test pins for these files, whose
     * pages take 31 bytes each there. They cover headers, sizes, pages, and the index.
     */
    @Test
    void what_the_stock_encoder_writes_is_read() throws IOException {
        var changes = new LtxHeader(512, 16, 2, 3, 1_000, PageSums.FLAG | 1);
        byte[] file = stockFile(changes, PageSums.FLAG | 2, 0xe27f_4c18_f0da_2c10L, 2, 5, 9, 16);
        assertPages(stockPages(2, 5, 9, 16), file, changes);
        var snapshot = new LtxHeader(512, 6, 1, 4, 1_000, 0);
        file = stockFile(snapshot, PageSums.FLAG | 3, 0xd926_9676_72f7_ca53L, 1, 2, 3, 4, 5, 6);
        assertPages(stockPages(1, 2, 3, 4, 5, 6), file, snapshot);
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        for (int round = 0; round < 200; round++) {
            var random = new Random(SEED + round);
            var header = randomHeader(random);
            var pages = randomPages(random, header);
            byte[] file = write(header, pages, PageSums.FLAG | random.nextLong());
            assertPages(pages, file, header);
        }
    }

    @Test
    void a_damaged_file_is_refused_or_says_the_same() throws IOException {
        var random = new Random(SEED);
        var header = randomHeader(random);
        var pages = randomPages(random, header);
        byte[] whole = write(header, pages, PageSums.FLAG | 77);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(whole, new Random(SEED + round));
            try {
                // What lies in the compressed bytes may differ, as long as the pages do not.
                assertPages(pages, damaged, header);
            } catch (LtxException _) {
                // the one way in which it may fail
            }
        }
    }

    @Test
    void bytes_of_any_kind_are_refused() {
        for (int round = 0; round < ROUNDS; round++) {
            var random = new Random(SEED + round);
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            if (bytes.length > 104) {
                byte[] start = randomHeader(random).encode();
                System.arraycopy(start, 0, bytes, 0, start.length);
            }
            assertThrows(LtxException.class, () -> readAll(bytes));
        }
    }

    @Test
    void a_page_that_claims_to_be_large_is_refused_before_it_is_read() throws IOException {
        var header = new LtxHeader(4096, 1, 1, 1, 0, 0);
        byte[] file = write(header, Map.of(1, new byte[4096]), PageSums.FLAG);
        ByteBuffer.wrap(file).putInt(LtxHeader.BYTES + 6, Integer.MAX_VALUE);
        var refused = assertThrows(LtxException.class, () -> readAll(file));
        assertTrue(message(refused).contains("cannot take 2147483647 bytes"));
    }

    @Test
    void a_snapshot_lacks_no_page_but_the_lock_page() throws LtxException {
        var header = new LtxHeader(65_536, 16_386, 1, 1, 0, 0);
        assertEquals(16_385, header.lockPage());
        PageOrder.check(header, 0, 1);
        PageOrder.check(header, 16_384, 16_386);
        PageOrder.checkEnd(header, 16_386);
        assertThrows(LtxException.class, () -> PageOrder.check(header, 0, 2));
        assertThrows(LtxException.class, () -> PageOrder.check(header, 16_384, 16_385));
        assertThrows(LtxException.class, () -> PageOrder.check(header, 16_386, 16_387));
        assertThrows(LtxException.class, () -> PageOrder.checkEnd(header, 16_384));
        var ended = new LtxHeader(65_536, 16_385, 1, 1, 0, 0);
        PageOrder.checkEnd(ended, 16_384);
    }

    @Test
    void names_sort_as_transactions_follow() {
        assertEquals("0000000000000001-00000000000000ff.ltx", new LtxName(1, 255).toString());
        assertEquals(
                Optional.of(new LtxName(1, 255)),
                LtxName.parse("0000000000000001-00000000000000ff.ltx"));
        assertEquals(Optional.empty(), LtxName.parse("0000000000000002-0000000000000001.ltx"));
        assertEquals(Optional.empty(), LtxName.parse("0000000000000000-0000000000000001.ltx"));
        assertEquals(Optional.empty(), LtxName.parse("../../etc/passwd"));
    }

    @Test
    void the_sum_of_a_database_is_that_of_its_pages_in_any_order() {
        var random = new Random(SEED);
        var forwards = new PageSums();
        var backwards = new PageSums();
        long[] sums = random.longs(300).map(sum -> sum | PageSums.FLAG).toArray();
        for (int i = 0; i < sums.length; i++) {
            forwards.set(i + 1, sums[i]);
            backwards.set(sums.length - i, sums[sums.length - i - 1]);
        }
        assertEquals(forwards.checksum(), backwards.checksum());
        forwards.set(7, 5 | PageSums.FLAG);
        forwards.set(7, sums[6]);
        forwards.truncate(200);
        for (int i = 200; i < 300; i++) {
            forwards.set(i + 1, sums[i]);
        }
        assertEquals(backwards.checksum(), forwards.checksum());
        assertEquals(300, forwards.count());
    }

    private static void assertPages(Map<Integer, byte[]> pages, byte[] file, LtxHeader header)
            throws IOException {
        var read = readAll(file);
        assertEquals(pages.keySet(), read.keySet());
        pages.forEach((number, page) -> assertArrayEquals(page, read.get(number)));
        assertEquals(header, new LtxReader(new ByteArrayInputStream(file)).header());
    }

    private static Map<Integer, byte[]> readAll(byte[] file) throws IOException {
        var reader = new LtxReader(new ByteArrayInputStream(file));
        var pages = new TreeMap<Integer, byte[]>();
        for (int number = reader.next(); number != 0; number = reader.next()) {
            pages.put(number, reader.page().clone());
        }
        assertTrue(reader.checksumAfter() < 0);
        return pages;
    }

    private static byte[] write(LtxHeader header, Map<Integer, byte[]> pages, long checksumAfter)
            throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new LtxWriter(out, header);
        for (var page : new TreeMap<>(pages).entrySet()) {
            writer.page(page.getKey(), page.getValue(), 0);
        }
        writer.finish(checksumAfter);
        return out.toByteArray();
    }

    /** As the stock encoder lays a file out, put together by hand. */
    private static byte[] stockFile(
            LtxHeader header, long checksumAfter, long fileChecksum, int... numbers) {
        int blockBytes = 31;
        var file = ByteBuffer.allocate(2_000).put(header.encode());
        var index = ByteBuffer.allocate(200);
        for (int number : numbers) {
            index.put((byte) number);
            int offset = file.position();
            putVarint(index, offset);
            putVarint(index, 10 + blockBytes);
            file.putInt(number).putShort((short) 1).putInt(blockBytes);
            file.put(stockBlock(stockPage(number)));
        }
        index.put((byte) 0);
        file.put(new byte[6]).put(index.array(), 0, index.position()).putLong(index.position());
        file.putLong(checksumAfter).putLong(fileChecksum);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static void putVarint(ByteBuffer target, int value) {
        if (value >= 0x80) {
            target.put((byte) (value | 0x80));
        }
        target.put((byte) (value >= 0x80 ? value >>> 7 : value));
    }

    /** 13 literals, 487 bytes that are like those 7 before, 12 literals: 31 bytes for 512. */
    private static byte[] stockBlock(byte[] page) {
        var block = ByteBuffer.allocate(31).put((byte) 0xDF).put(page, 0, 13);
        block.put((byte) 7).put((byte) 0).put((byte) 255).put((byte) (487 - 4 - 15 - 255));
        return block.put((byte) 0xC0).put(page, 500, 12).array();
    }

    private static Map<Integer, byte[]> stockPages(int... numbers) {
        var pages = new TreeMap<Integer, byte[]>();
        for (int number : numbers) {
            pages.put(number, stockPage(number));
        }
        return pages;
    }

    private static byte[] stockPage(int number) {
        byte[] page = new byte[512];
        for (int i = 0; i < page.length; i++) {
            page[i] = (byte) (number + i % 7);
        }
        return page;
    }

    private static LtxHeader randomHeader(Random random) {
        long min = random.nextBoolean() ? 1 : 2 + random.nextInt(100);
        return new LtxHeader(
                512 << random.nextInt(4),
                1 + random.nextInt(40),
                min,
                min + random.nextInt(5),
                random.nextLong(),
                min == 1 ? 0 : random.nextLong() | PageSums.FLAG,
                32,
                random.nextInt(1_000),
                random.nextInt(),
                random.nextInt(),
                random.nextLong());
    }

    private static Map<Integer, byte[]> randomPages(Random random, LtxHeader header) {
        var pages = new TreeMap<Integer, byte[]>();
        for (int number = 1; number <= header.pages(); number++) {
            if (header.isSnapshot() || random.nextInt(3) == 0) {
                byte[] page = new byte[header.pageSize()];
                if (random.nextBoolean()) {
                    random.nextBytes(page);
                }
                pages.put(number, page);
            }
        }
        return pages;
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        switch (random.nextInt(3)) {
            case 0 -> damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
            case 1 -> damaged = Arrays.copyOf(whole, whole.length + 1);
            default -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return damaged;
    }

    private static String message(Exception refused) {
        return String.valueOf(refused.getMessage());
    }
}
