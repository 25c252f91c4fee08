package lapidary.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final double EXACT = 0;

    @Test
    void the_median_is_the_one_in_the_middle_or_between_two() {
        assertEquals(2, Samples.median(List.of(9.0, 1.0, 2.0)), EXACT);
        assertEquals(5.5, Samples.median(List.of(9.0, 1.0, 2.0, 10.0)), EXACT);
    }

    @Test
    void so_many_of_a_hundred_are_not_above_a_percentile() {
        var hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();
        assertEquals(50, Samples.percentile(hundred, 50), EXACT);
        assertEquals(99, Samples.percentile(hundred, 99), EXACT);
        assertEquals(100, Samples.percentile(hundred, 100), EXACT);
        assertEquals(7, Samples.percentile(List.of(7.0), 1), EXACT);
    }

    @Test
    void spread_is_half_of_the_range_in_parts_of_the_median() {
        assertEquals(0.5, Samples.spread(List.of(5.0, 10.0, 15.0)), EXACT);
        assertEquals(0, Samples.spread(List.of(0.0)), EXACT);
    }

    @Test
    void a_ratio_is_of_what_was_measured_in_the_same_round() {
        // The machine was three times as slow in the second round, for both.
        var ratio = Ratio.of(List.of(8.0, 24.0, 8.8), "the other", List.of(4.0, 12.0, 4.0));
        assertEquals(2, ratio.median(), EXACT);
        assertEquals(List.of(2.0, 2.0, 2.2), ratio.samples());
    }

    @Test
    void rounds_without_their_counterpart_are_no_ratio() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Ratio.of(List.of(1.0, 2.0), "the other", List.of(1.0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Ratio.of(List.of(1.0), "nothing", List.of(0.0)));
    }

    @Test
    void a_target_is_met_on_its_side_and_at_its_value() {
        assertTrue(Target.atLeast(0.5).isMetBy(0.5));
        assertFalse(Target.atLeast(0.5).isMetBy(0.49));
        assertTrue(Target.atMost(0.5).isMetBy(0.5));
        assertFalse(Target.atMost(0.5).isMetBy(0.51));
    }
}
