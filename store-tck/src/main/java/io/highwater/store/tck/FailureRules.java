package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S6: whatever call fails, the upload is found as it was or as it was to be, and goes on. The same for crashes. */
abstract class FailureRules extends StoreRules {

    private static final int MORE_CALLS_THAN_A_LIFE_HAS = 100;

    FailureRules(UploadStoreContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @EnumSource
    void s6_after_one_failed_call_the_upload_goes_on(UploadLife.End end) throws IOException {
        for (Fault.Kind kind : Fault.Kind.values()) {
            for (Moment moment : Moment.values()) {
                forEachCall(call -> failsAt(Fault.once(call, kind).at(moment), end));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void s6_after_a_fault_that_stayed_for_a_while_the_upload_goes_on(UploadLife.End end) throws IOException {
        forEachCall(call -> failsAt(Fault.from(call, Fault.Kind.IO_ERROR), end));
    }

    @ParameterizedTest
    @EnumSource
    void s6_after_a_crash_at_any_call_the_upload_goes_on(UploadLife.End end) throws IOException {
        for (Moment moment : Moment.values()) {
            forEachCall(call -> crashesAt(call, moment, end));
        }
    }

    @Test
    void s6_what_is_written_after_a_failed_commit_begins_at_the_committed_offset() throws IOException {
        UploadId id = create();
        FaultyStore faulty = new FaultyStore(store(), Fault.once(3, Fault.Kind.OUT_OF_SPACE));
        try (UploadWriter writer = faulty.openWriter(id)) {
            writer.write(ByteBuffer.wrap(bytes(100, 63)));
            assertFails(Reason.OUT_OF_SPACE, () -> writer.commit(Commit.progress()));
        }
        append(id, bytes(50, 64), Commit.progress());

        assertBytes(id, bytes(50, 64));
    }

    /** A life with one call that goes wrong; false if there was no such call. */
    @FunctionalInterface
    private interface Trial {
        boolean run(int call) throws IOException;
    }

    private void forEachCall(Trial trial) throws IOException {
        int call = 1;
        while (trial.run(call)) {
            call++;
            assertThat(call).isLessThan(MORE_CALLS_THAN_A_LIFE_HAS);
        }
        assertThat(call).as("calls tried").isGreaterThan(5);
    }

    private boolean failsAt(Fault fault, UploadLife.End end) throws IOException {
        UploadLife life = new UploadLife(creation(NewUpload.ofUnknownLength()), end);
        FaultyStore faulty = new FaultyStore(store(), fault);
        try {
            life.live(faulty);
        } catch (IOException | UploadException failed) {
            assertGoesOn(life, fault.toString());
        }
        return faulty.calls() >= fault.first();
    }

    private boolean crashesAt(int call, Moment moment, UploadLife.End end) throws IOException {
        assumeDurable();
        UploadLife life = new UploadLife(creation(NewUpload.ofUnknownLength()), end);
        CrashingStore crashing = CrashingStore.at(call, moment, store());
        try {
            life.live(crashing);
        } catch (CrashedException crashed) {
            reopen();
            assertGoesOn(life, "crash at call " + call + ", " + moment);
        }
        return crashing.hasCrashed();
    }

    private void assertGoesOn(UploadLife life, String what) throws IOException {
        Optional<UploadSession> found = store().find(life.id());
        assertThat(life.allows(found)).as("%s: found %s, %s", what, found, life).isTrue();
        if (found.isPresent() && !found.get().isGone()) {
            int committed = Math.toIntExact(found.get().committed());
            assertBytes(life.id(), Arrays.copyOf(UploadLife.BYTES, committed));
            finish(store(), found.get());
            assertBytes(life.id(), UploadLife.BYTES);
        }
        store().delete(life.id());
        assertThat(store().find(life.id())).isEmpty();
    }

    private static void finish(UploadStore store, UploadSession session) throws IOException {
        if (session.isOpen()) {
            try (UploadWriter writer = store.openWriter(session.id())) {
                int committed = Math.toIntExact(session.committed());
                writer.write(UploadLife.bytes(committed, UploadLife.BYTES.length));
                writer.commit(Commit.complete());
            }
        }
    }
}
