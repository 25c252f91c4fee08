package lapidary.bench.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import lapidary.bench.kernels.Runner.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the checksums are those that mathematics, or Java's own library, gives. */
class KernelTest {
    private static final int MIB = 1 << 20;

    static List<Kernel> kernels() {
        return Kernel.all();
    }

    private static Kernel kernel(String name) {
        return Kernel.all().stream()
                .filter(kernel -> kernel.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void a_kernel_that_leaves_anything_else_fails_loudly(Kernel kernel) {
        var right = new Run(1, kernel.checksum());
        var wrong = new Run(1, kernel.checksum() + 1);
        assertDoesNotThrow(() -> kernel.requireChecksum(List.of(right, right, right)));
        for (var runs : List.of(List.of(right, right, wrong), List.of(wrong, wrong, wrong))) {
            var thrown = assertThrows(IOException.class, () -> kernel.requireChecksum(runs));
            String message = String.valueOf(thrown.getMessage());
            assertTrue(message.contains(Long.toHexString(kernel.checksum())), message);
        }
    }

    @Test
    void fib_is_the_35th_number_of_fibonacci() {
        long[] last = {0, 1};
        for (int i = 1; i < 35; i++) {
            last = new long[] {last[1], last[0] + last[1]};
        }
        assertEquals(last[1], kernel("fib").checksum());
    }

    @Test
    void sieve_counts_the_primes_below_five_million() {
        int limit = 5_000_000;
        var composite = new BitSet(limit);
        for (int i = 2; i * i < limit; i++) {
            for (int j = i * i; !composite.get(i) && j < limit; j += i) {
                composite.set(j);
            }
        }
        assertEquals(limit - 2 - composite.cardinality(), kernel("sieve").checksum());
    }

    @Test
    void primes_adds_the_primes_among_sixty_thousand_numbers() {
        long from = 4_294_900_001L;
        long sum =
                LongStream.range(from, from + 60_000)
                        .filter(n -> BigInteger.valueOf(n).isProbablePrime(50))
                        .sum();
        assertEquals(sum, kernel("primes").checksum());
    }

    @Test
    void crc32_is_that_of_24_mebibytes_each_of_one_number() {
        var crc = new CRC32();
        var bytes = new byte[MIB];
        for (byte round = 0; round < 24; round++) {
            Arrays.fill(bytes, round);
            crc.update(bytes);
        }
        assertEquals(crc.getValue(), kernel("crc32").checksum());
    }

    @Test
    void matrix_is_a_cell_of_the_product_six_times() {
        int row = 192 / 2;
        int column = 192 / 3;
        double cell = 0;
        for (int k = 0; k < 192; k++) {
            cell += 6 * (row + k * 0.5) * (k - column * 0.25); // all of it exact
        }
        assertEquals((long) cell, kernel("matrix").checksum());
    }

    @Test
    void walk_comes_by_every_number_four_times() {
        long all = (long) MIB * (MIB - 1) / 2;
        assertEquals(Integer.toUnsignedLong((int) (4 * all)), kernel("walk").checksum());
    }

    @Test
    void trees_counts_the_nodes_of_forty_full_trees() {
        assertEquals(40 * ((1 << 16) - 1), kernel("trees").checksum());
    }

    @Test
    void quicksort_folds_the_numbers_in_their_order() {
        var numbers = new int[2_000_000];
        int seed = 42;
        for (int i = 0; i < numbers.length; i++) {
            seed = seed * 1_664_525 + 1_013_904_223;
            numbers[i] = seed ^ Integer.MIN_VALUE; // so that they sort as unsigned
        }
        Arrays.sort(numbers);
        long sum = 0;
        for (int number : numbers) {
            sum = sum * 31 + Integer.toUnsignedLong(number ^ Integer.MIN_VALUE);
        }
        assertEquals(sum, kernel("quicksort").checksum());
    }
}
