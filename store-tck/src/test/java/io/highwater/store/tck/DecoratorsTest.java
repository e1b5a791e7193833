package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link CrashingStore} and {@link FaultyStore}. */
class DecoratorsTest {

    private final MemoryUploadStore store = new MemoryUploadStore();

    private static Creation creation() {
        return new Creation(UploadId.random(), "/uploads", null, Instant.EPOCH, NewUpload.ofUnknownLength());
    }

    private UploadId created() {
        return store.create(creation()).id();
    }

    @Test
    void a_call_that_crashes_before_it_begins_has_no_effect() throws IOException {
        CrashingStore crashing = CrashingStore.at(2, Moment.BEFORE, store);
        Creation first = creation();
        Creation second = creation();
        crashing.create(first);

        assertThatExceptionOfType(CrashedException.class).isThrownBy(() -> crashing.create(second));

        assertThat(store.find(first.id())).isPresent();
        assertThat(store.find(second.id())).isEmpty();
        assertThat(crashing.calls()).isEqualTo(2);
        assertThat(crashing.hasCrashed()).isTrue();
    }

    @Test
    void a_call_that_crashes_after_it_ended_took_effect() {
        CrashingStore crashing = CrashingStore.at(1, Moment.AFTER, store);
        Creation creation = creation();

        assertThatExceptionOfType(CrashedException.class).isThrownBy(() -> crashing.create(creation));

        assertThat(store.find(creation.id())).isPresent();
    }

    @Test
    void after_a_crash_every_call_throws_and_has_no_effect() throws IOException {
        CrashingStore crashing = CrashingStore.onDemand(store);
        UploadId id = created();
        UploadWriter writer = crashing.openWriter(id);
        writer.write(ByteBuffer.allocate(5));

        crashing.crash();

        assertThatExceptionOfType(CrashedException.class).isThrownBy(() -> writer.commit(Commit.complete()));
        assertThatExceptionOfType(CrashedException.class).isThrownBy(() -> crashing.find(id));
        assertThatExceptionOfType(CrashedException.class).isThrownBy(() -> crashing.delete(id));
        assertThat(store.find(id).orElseThrow().committed()).isZero();
    }

    @Test
    void a_dead_process_closes_nothing() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        UploadStore counting = new ClosingCounter(store, closed);
        CrashingStore crashing = CrashingStore.onDemand(counting);
        crashing.close();
        assertThat(closed).hasValue(1);

        crashing.crash();
        crashing.close();

        assertThat(closed).hasValue(1);
    }

    private static final class ClosingCounter extends GatedStore {
        ClosingCounter(UploadStore store, AtomicInteger closed) {
            super(store, new Gate() {
                @Override
                public <T> T pass(Call<T> call) throws IOException {
                    return call.run();
                }

                @Override
                public void close(Closeable closeable) {
                    closed.incrementAndGet();
                }
            });
        }
    }

    @Test
    void a_fault_that_comes_once_hits_one_call() throws IOException {
        FaultyStore faulty = new FaultyStore(store, Fault.once(2, Fault.Kind.IO_ERROR));
        UploadId id = created();

        assertThat(faulty.find(id)).isPresent();
        assertThatIOException().isThrownBy(() -> faulty.delete(id));
        assertThat(faulty.find(id)).isPresent();
        assertThat(faulty.calls()).isEqualTo(3);
    }

    @Test
    void a_fault_that_stays_hits_every_call_until_it_is_repaired() throws IOException {
        FaultyStore faulty = new FaultyStore(store, Fault.from(2, Fault.Kind.IO_ERROR));
        UploadId id = created();

        assertThat(faulty.find(id)).isPresent();
        assertThatIOException().isThrownBy(() -> faulty.find(id));
        assertThatIOException().isThrownBy(() -> faulty.find(id));
        faulty.repair();
        assertThat(faulty.find(id)).isPresent();
    }

    @Test
    void a_call_can_fail_although_it_took_effect() throws IOException {
        Fault fault = Fault.once(1, Fault.Kind.OUT_OF_SPACE).at(Moment.AFTER);
        FaultyStore faulty = new FaultyStore(store, fault);
        UploadId id = created();

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> faulty.delete(id))
                .extracting(UploadException::reason)
                .isEqualTo(Reason.OUT_OF_SPACE);

        assertThat(store.find(id)).isEmpty();
    }

    @Test
    void writers_and_contents_fail_too_and_closing_never_does() throws IOException {
        UploadId id = created();
        FaultyStore faulty = new FaultyStore(store, Fault.from(3, Fault.Kind.IO_ERROR));
        var content = faulty.content(id);
        try (UploadWriter writer = faulty.openWriter(id)) {
            assertThatIOException().isThrownBy(() -> writer.write(ByteBuffer.allocate(5)));
            assertThatIOException().isThrownBy(() -> writer.commit(Commit.progress()));
        }
        assertThatIOException().isThrownBy(() -> content.open(0, 0));
        faulty.close();
        assertThat(content.size()).isZero();
    }
}
