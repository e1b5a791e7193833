package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T14")
class ReserveTest {

    private static final Creation UPLOAD = creation("/uploads", NewUpload.ofUnknownLength());

    private long now = Long.MAX_VALUE - 5; // a monotonic clock may overflow
    private int looks;
    private Disk.Space space = new Disk.Space(10_000, 5_000);
    private final Reserve reserve = reserve(OptionalLong.of(1000));

    private Reserve reserve(OptionalLong size) {
        return new Reserve(size, () -> now, () -> {
            looks++;
            return space;
        });
    }

    private static Creation creation(String path, NewUpload request) {
        return new Creation(UploadId.random(), path, null, Instant.EPOCH, request);
    }

    private static Creation ofLength(long length) {
        return creation("/uploads", NewUpload.ofLength(length));
    }

    private void left(long usable) {
        space = new Disk.Space(10_000, usable);
        now += Duration.ofMillis(100).toNanos();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(Reason.OUT_OF_SPACE);
    }

    private static void assertTaken(ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    @Test
    void uploads_are_created_above_the_reserve_and_take_bytes_above_half_of_it() {
        left(1000);
        assertTaken(() -> reserve.requireRoomFor(UPLOAD));
        left(999);
        assertRefused(() -> reserve.requireRoomFor(UPLOAD));
        assertTaken(() -> reserve.take(UPLOAD, 1));
        left(499);
        assertRefused(() -> reserve.take(UPLOAD, 1));
    }

    @Test
    void an_upload_that_would_not_fit_is_not_begun() {
        assertTaken(() -> reserve.requireRoomFor(ofLength(4500)));
        assertRefused(() -> reserve.requireRoomFor(ofLength(4501)));
        assertRefused(() -> reserve.requireRoomFor(ofLength(999_999_999_999_999L)));
    }

    @Test
    void an_upload_of_the_bytes_of_others_needs_no_room_for_them() {
        Composition parts = Composition.of(List.of(UploadId.random()));
        NewUpload joined = NewUpload.ofLength(9000).withComposition(parts);
        assertTaken(() -> reserve.requireRoomFor(creation("/uploads", joined)));
    }

    @Test
    void what_the_engine_needs_to_bring_an_upload_to_its_end_is_never_refused() {
        Creation outcome = creation(Creation.PATH_OF_ENGINE, NewUpload.ofLength(100));
        left(0);
        assertTaken(() -> reserve.requireRoomFor(outcome));
        assertTaken(() -> reserve.take(outcome, 100));
    }

    @Test
    void a_commit_without_bytes_is_never_refused() {
        left(0);
        assertTaken(() -> reserve.take(UPLOAD, 0));
    }

    @Test
    void the_file_system_is_asked_ten_times_a_second_and_what_was_written_meanwhile_counts() {
        for (int i = 0; i < 9; i++) {
            reserve.take(UPLOAD, 500);
        }
        assertThat(looks).isEqualTo(1);
        space = new Disk.Space(10_000, 499);
        assertTaken(() -> reserve.take(UPLOAD, 1));
        assertThat(looks).isEqualTo(1);
        assertRefused(() -> reserve.take(UPLOAD, 1));
        assertThat(looks).isEqualTo(2);
        left(5000);
        assertTaken(() -> reserve.take(UPLOAD, 1));
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void a_length_beyond_the_whole_file_system_is_refused_without_asking_again() {
        for (int i = 0; i < 9; i++) {
            assertRefused(() -> reserve.requireRoomFor(ofLength(10_001)));
        }
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void space_that_is_free_again_counts_at_once() {
        left(0);
        assertRefused(() -> reserve.take(UPLOAD, 1));
        space = new Disk.Space(10_000, 5_000);
        assertTaken(() -> reserve.take(UPLOAD, 1));
        assertTaken(() -> reserve.requireRoomFor(UPLOAD));
    }

    @Test
    void by_default_it_is_a_hundredth_of_the_file_system_up_to_64_mebibytes() {
        Reserve small = reserve(OptionalLong.empty());
        left(100);
        assertTaken(() -> small.requireRoomFor(UPLOAD));
        left(99);
        assertRefused(() -> small.requireRoomFor(UPLOAD));
        Reserve large = reserve(OptionalLong.empty());
        space = new Disk.Space(1L << 50, 64 << 20);
        assertTaken(() -> large.requireRoomFor(UPLOAD));
        Reserve fuller = reserve(OptionalLong.empty());
        space = new Disk.Space(1L << 50, (64 << 20) - 1);
        assertRefused(() -> fuller.requireRoomFor(UPLOAD));
    }

    @Test
    void a_file_system_that_cannot_say_refuses_nothing() {
        Reserve failing = new Reserve(OptionalLong.of(1000), () -> now, () -> {
            throw new IOException("of the test");
        });
        assertTaken(() -> failing.requireRoomFor(ofLength(1L << 40)));
        space = new Disk.Space(0, 0);
        assertTaken(() -> reserve.requireRoomFor(ofLength(1L << 40)));
    }
}
