package io.highwater.session;

import static io.highwater.session.UploadLimits.MAX_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadLimitsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void by_default_only_the_largest_integer_of_a_structured_field_limits() {
        UploadLimits limits = UploadLimits.defaults();

        assertThat(limits.maxSize()).isEqualTo(999_999_999_999_999L);
        assertThat(limits.minSize()).isZero();
        assertThat(limits.maxAppendSize()).isEqualTo(MAX_SIZE);
        assertThat(limits.minAppendSize()).isZero();
        assertThat(limits.chunkSize()).isEqualTo(5 * 1024 * 1024);
        assertThat(limits.expireAfter()).contains(Duration.ofDays(7));
    }

    @Test
    void the_largest_size_is_exact_in_javascript() {
        assertThat(MAX_SIZE).isLessThan(1L << 53);
    }

    @ParameterizedTest
    @CsvSource({"1,0,1,0,1", "999999999999999,999999999999999,999999999999999,5,5", "10,10,20,20,20", "1,1,100,0,100"})
    void limits_in_range_that_agree_are_taken(long max, long min, long maxAppend, long minAppend, long chunk) {
        UploadLimits limits = new UploadLimits(max, min, maxAppend, minAppend, chunk, DAY);

        assertThat(limits.maxSize()).isEqualTo(max);
        assertThat(limits.chunkSize()).isEqualTo(chunk);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,10,0,1,max-size",
        "-1,0,10,0,1,max-size",
        "1000000000000000,0,10,0,1,max-size",
        "10,-1,10,0,1,min-size",
        "10,11,10,0,1,min-size",
        "10,0,0,0,1,max-append-size",
        "10,0,1000000000000000,0,1,max-append-size",
        "10,0,10,-1,1,min-append-size",
        "10,0,10,11,1,min-append-size",
        "10,0,10,0,0,chunk-size",
        "10,0,10,0,11,chunk-size",
        "10,0,10,5,4,chunk-size"
    })
    void a_limit_that_cannot_be_is_refused_by_name(
            long max, long min, long maxAppend, long minAppend, long chunk, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadLimits(max, min, maxAppend, minAppend, chunk, DAY))
                .withMessageStartingWith(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "PT0.0000001S"})
    void an_age_that_is_no_time_at_all_is_refused(Duration age) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadLimits(10, 0, 10, 0, 1, age))
                .withMessageStartingWith("expire-after");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999_999_999_999L})
    void a_size_in_range_is_returned(long size) {
        assertThat(UploadLimits.requireSize(size)).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE})
    void a_size_out_of_range_is_refused(long size) {
        assertThatIllegalArgumentException().isThrownBy(() -> UploadLimits.requireSize(size));
    }

    @Test
    void an_open_upload_expires_after_its_last_commit() {
        UploadLimits limits = new UploadLimits(10, 0, 10, 0, 1, DAY);

        assertThat(limits.expiresAt(session(UploadStatus.OPEN))).contains(NOON.plus(DAY));
    }

    @ParameterizedTest
    @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    void an_upload_that_is_not_open_does_not_expire(UploadStatus status) {
        assertThat(UploadLimits.defaults().expiresAt(session(status))).isEmpty();
    }

    @Test
    void without_an_age_nothing_expires() {
        UploadLimits forever = new UploadLimits(10, 0, 10, 0, 1, null);

        assertThat(forever.expireAfter()).isEmpty();
        assertThat(forever.expiresAt(session(UploadStatus.OPEN))).isEmpty();
    }

    private static UploadSession session(UploadStatus status) {
        Creation creation =
                new Creation(UploadId.random(), "/uploads", null, NOON.minus(DAY), NewUpload.ofUnknownLength());
        return new UploadSession(creation, status, 0, OptionalLong.empty(), 0, NOON);
    }
}
