package io.highwater.offset;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.offset.OffsetPolicy.Append;
import io.highwater.offset.OffsetPolicy.Decision;
import io.highwater.offset.OffsetPolicy.Mismatch;
import io.highwater.offset.OffsetPolicy.Stored;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("T3")
class OffsetPolicyTest {

    private static final long UNKNOWN = -1;

    private static Decision decide(OffsetPolicy policy, long offset, long count, long received) {
        return policy.decide(offset, count == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(count), received);
    }

    @ParameterizedTest
    @CsvSource({"0,5,0", "7,5,7", "7,0,7", "7,-1,7", "999999999999999,1,999999999999999"})
    void exact_takes_what_begins_where_the_upload_ends(long offset, long count, long received) {
        assertThat(decide(OffsetPolicy.EXACT, offset, count, received)).isEqualTo(new Append(0));
    }

    @ParameterizedTest
    @CsvSource({"0,5,1", "6,5,7", "8,5,7", "0,0,1", "6,-1,7", "9223372036854775807,1,7"})
    void exact_refuses_everything_else(long offset, long count, long received) {
        assertThat(decide(OffsetPolicy.EXACT, offset, count, received)).isEqualTo(new Mismatch());
    }

    @ParameterizedTest
    @CsvSource({"0,10,0", "7,10,7", "7,0,7", "0,0,0", "7,-1,7", "0,-1,0"})
    void a_chunk_at_the_end_is_appended(long offset, long count, long received) {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, offset, count, received)).isEqualTo(new Append(0));
    }

    @ParameterizedTest
    @CsvSource({"0,10,10", "0,5,10", "5,5,10", "9,1,10", "0,0,10", "3,0,10"})
    void a_chunk_that_is_there_already_is_thrown_away(long offset, long count, long received) {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, offset, count, received)).isEqualTo(new Stored());
    }

    @ParameterizedTest
    @CsvSource({"0,11,10,10", "5,100,10,5", "9,2,10,1"})
    void a_chunk_that_is_there_in_part_is_appended_but_for_that_part(
            long offset, long count, long received, long skip) {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, offset, count, received)).isEqualTo(new Append(skip));
    }

    @ParameterizedTest
    @CsvSource({"1,5,0", "11,5,10", "11,0,10", "11,-1,10", "9223372036854775807,1,10"})
    void a_chunk_behind_a_gap_is_refused(long offset, long count, long received) {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, offset, count, received)).isEqualTo(new Mismatch());
    }

    @Test
    void a_chunk_of_unknown_size_that_begins_below_the_end_is_appended_but_for_what_is_there() {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, 4, UNKNOWN, 10)).isEqualTo(new Append(6));
    }

    @Test
    void a_chunk_of_a_huge_size_does_not_overflow() {
        assertThat(decide(OffsetPolicy.IDEMPOTENT, 5, Long.MAX_VALUE, 10)).isEqualTo(new Append(5));
    }

    @Test
    void only_a_chunk_spares_an_append_that_it_has_no_use_for() {
        assertThat(OffsetPolicy.EXACT.sparesRunningAppend()).isFalse();
        assertThat(OffsetPolicy.IDEMPOTENT.sparesRunningAppend()).isTrue();
    }

    /** An upload as the decisions make it, beside a map of the bytes as a disk that took every chunk would hold them. */
    private static final class Model {
        private final StringBuilder upload = new StringBuilder();
        private final SortedMap<Long, Character> disk = new TreeMap<>();

        /** Sends [offset, offset + content.length()) and says whether that was taken. */
        boolean send(OffsetPolicy policy, long offset, String content, boolean sized) {
            Decision decision = decide(policy, offset, sized ? content.length() : UNKNOWN, upload.length());
            if (decision instanceof Mismatch) {
                return false;
            }
            if (decision instanceof Append append) {
                upload.append(content.substring((int) Math.min(append.skip(), content.length())));
            }
            for (int i = 0; i < content.length(); i++) {
                disk.putIfAbsent(offset + i, content.charAt(i));
            }
            return true;
        }

        void check(long seed) {
            StringBuilder contiguous = new StringBuilder();
            disk.forEach((at, character) -> {
                assertThat(at).as("no gap, seed %s", seed).isEqualTo(contiguous.length());
                contiguous.append(character);
            });
            assertThat(upload).as("seed %s", seed).hasToString(contiguous.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void chunks_in_any_order_and_number_make_the_bytes_that_came_first_at_each_offset(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            long offset = random.nextInt(model.upload.length() + 4);
            String content = Integer.toString(random.nextInt(1_000_000)).repeat(random.nextInt(4));
            boolean gap = offset > model.upload.length();
            boolean sent = model.send(OffsetPolicy.IDEMPOTENT, offset, content, random.nextBoolean());
            assertThat(sent).as("seed %s", seed).isEqualTo(!gap);
            taken += sent ? 1 : 0;
            refused += sent ? 0 : 1;
            model.check(seed);
        }
        assertThat(taken).isPositive();
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void exact_appends_make_one_body_behind_the_other(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            int end = expected.length();
            long offset = Math.max(0, end + random.nextInt(3) - 1);
            String content = Integer.toString(random.nextInt(1000));
            boolean sent = model.send(OffsetPolicy.EXACT, offset, content, random.nextBoolean());
            assertThat(sent).as("seed %s", seed).isEqualTo(offset == end);
            expected.append(sent ? content : "");
        }
        assertThat(model.upload).as("seed %s", seed).hasToString(expected.toString());
        model.check(seed);
    }
}
