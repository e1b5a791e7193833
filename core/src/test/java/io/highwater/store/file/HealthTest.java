package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("T18")
class HealthTest {

    private long now = Long.MAX_VALUE - 5; // a monotonic clock may overflow
    private Disk.Condition condition = Disk.Condition.WELL;
    private final Health health = new Health(() -> now, () -> condition);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(health.failed(new IOException("Input/output error"))).hasMessage("Input/output error");
        }
    }

    private void pass(Duration duration) {
        now += duration.toNanos();
    }

    private void assertWritable() {
        assertThatCode(health::requireWritable).doesNotThrowAnyException();
    }

    private void assertRefused() {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(health::requireWritable)
                .extracting(UploadException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void two_failures_in_a_row_are_borne() {
        fail(2);
        assertWritable();
        health.succeeded();
        fail(2);
        assertWritable();
    }

    @Test
    void after_three_failures_in_a_row_writing_is_refused_for_five_seconds() {
        fail(3);

        assertRefused();
        pass(Duration.ofMillis(4999));
        assertRefused();
        pass(Duration.ofMillis(1));
        assertWritable();
    }

    @Test
    void then_one_try_is_let_through_at_a_time() {
        fail(3);
        pass(Duration.ofSeconds(5));

        assertWritable();
        assertRefused();
        pass(Duration.ofSeconds(5));
        assertWritable();
        assertRefused();
    }

    @Test
    void a_try_that_succeeds_lets_all_in_again() {
        fail(3);
        pass(Duration.ofSeconds(5));
        assertWritable();

        health.succeeded();

        assertWritable();
        assertWritable();
    }

    @Test
    void a_try_that_fails_has_the_others_wait_again() {
        fail(3);
        pass(Duration.ofSeconds(5));
        assertWritable();

        fail(1);

        pass(Duration.ofMillis(4999));
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"No space left on device", "Disk quota exceeded"})
    void a_full_disk_is_said_to_be_and_is_no_failure(String message) {
        for (int i = 0; i < 5; i++) {
            assertThatExceptionOfType(UploadException.class)
                    .isThrownBy(() -> health.failed(new IOException("write: " + message)))
                    .extracting(UploadException::reason)
                    .isEqualTo(Reason.OUT_OF_SPACE);
        }
        assertWritable();
    }

    @Test
    void a_read_only_file_system_is_refused_at_once() {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> health.failed(new IOException("x: Read-only file system")))
                .extracting(UploadException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"FULL, OUT_OF_SPACE", "READ_ONLY, UNAVAILABLE"})
    void words_that_are_not_known_are_explained_by_the_file_system(Disk.Condition found, Reason reason) {
        condition = found;
        for (IOException failure : List.of(
                new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar"),
                new FileSystemException("x", null, "Das Dateisystem ist nur lesbar"))) {
            assertThatExceptionOfType(UploadException.class)
                    .isThrownBy(() -> health.failed(failure))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                    .withCause(failure);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_said_exactly_needs_no_other_explanation(Disk.Condition found) {
        condition = found;
        NoSuchFileException missing = new NoSuchFileException("x");

        assertThat(health.failed(missing)).isSameAs(missing);
    }

    @Test
    void a_failed_read_is_not_explained_by_a_full_disk() {
        condition = Disk.Condition.FULL;
        IOException failure = new IOException("Eingabe-/Ausgabefehler");

        assertThat(health.translated(failure)).isSameAs(failure);
    }

    @Test
    void a_file_system_that_cannot_be_asked_explains_nothing_and_says_why() {
        IOException unasked = new IOException("no such file system");
        Health blind = new Health(() -> now, () -> {
            throw unasked;
        });
        IOException failure = new IOException("Eingabe-/Ausgabefehler");

        assertThat(blind.failed(failure)).isSameAs(failure).hasSuppressedException(unasked);
    }
}
