package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** When progress is told. */
class InterimPaceTest {

    private static List<Long> told(InterimPace pace, long step, long end) {
        List<Long> told = new ArrayList<>();
        for (long bytes = step; bytes <= end; bytes += step) {
            if (pace.isDue(bytes)) {
                pace.told(bytes);
                told.add(bytes);
            }
        }
        return told;
    }

    @Test
    void aBodyOfKnownLengthIsToldInEqualShares() {
        assertThat(told(new InterimPace(OptionalLong.of(600), 5), 1, 600))
                .containsExactly(100L, 200L, 300L, 400L, 500L);
    }

    @Test
    void whatIsTakenInLeapsIsSharedOutAnew() {
        assertThat(told(new InterimPace(OptionalLong.of(600), 5), 290, 600)).containsExactly(290L, 580L);
    }

    @Test
    void aBodyOfUnknownLengthIsToldWheneverItIsFourTimesAsLong() {
        assertThat(told(new InterimPace(OptionalLong.empty(), 5), 8, 100_000))
                .containsExactly(8L, 32L, 128L, 512L, 2048L);
    }

    @Test
    void nothingIsToldOfNothing() {
        assertThat(new InterimPace(OptionalLong.empty(), 5).isDue(0)).isFalse();
        assertThat(new InterimPace(OptionalLong.of(0), 5).isDue(0)).isFalse();
        assertThat(new InterimPace(OptionalLong.of(3), 5).isDue(0)).isFalse();
    }

    @RepeatedTest(100)
    void whateverABodyDoesItIsToldAFewTimesAndEachTimeMore(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int most = random.nextInt(7);
        long length = random.nextLong(1L << random.nextInt(1, 62));
        InterimPace pace = new InterimPace(random.nextBoolean() ? OptionalLong.of(length) : OptionalLong.empty(), most);
        List<Long> told = new ArrayList<>();
        long bytes = 0;
        for (int step = 0; step < 1000 && bytes <= Long.MAX_VALUE / 4; step++) {
            bytes += random.nextLong(1 + length / 50);
            if (pace.isDue(bytes)) {
                pace.told(bytes);
                told.add(bytes);
            }
        }
        assertThat(told).hasSizeLessThanOrEqualTo(most).doesNotHaveDuplicates().isSorted();
        assertThat(told).doesNotContain(0L);
    }
}
