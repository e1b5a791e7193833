package io.highwater.store.tck.broken;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A way to be broken.
 *
 * @param what what the store does wrong
 * @param change makes a sound store broken
 * @param mustFail the tests of the kit that must fail, at least
 */
record Breakage(String what, Change change, List<String> mustFail) {

    /** Makes a sound store broken. */
    @FunctionalInterface
    interface Change {
        UploadStore apply(UploadStore sound, Storage storage);
    }

    /** Changes content. */
    @FunctionalInterface
    interface ContentChange {
        UploadContent apply(UploadContent sound) throws IOException;
    }

    static Breakage store(String what, Change change, String... mustFail) {
        return new Breakage(what, change, List.of(mustFail));
    }

    /** Every session that the store shows is changed. */
    static Breakage session(String what, UnaryOperator<UploadSession> change, String... mustFail) {
        return store(what, (sound, storage) -> sessions(sound, change), mustFail);
    }

    /** Every session that the store shows once it was reopened is changed. */
    static Breakage reopenedSession(String what, UnaryOperator<UploadSession> change, String... mustFail) {
        Change broken = (sound, storage) -> storage.isReopened() ? sessions(sound, change) : sound;
        return store(what, broken, mustFail);
    }

    private static UploadStore sessions(UploadStore sound, UnaryOperator<UploadSession> change) {
        return new ForwardingStore(sound) {
            @Override
            UploadSession seen(UploadSession session) {
                return change.apply(session);
            }
        };
    }

    /** Every writer is changed; the store is at hand. */
    static Breakage writer(String what, BiFunction<UploadWriter, UploadId, UploadWriter> change, String... mustFail) {
        Change broken = (sound, storage) -> new ForwardingStore(sound) {
            @Override
            UploadWriter writing(UploadId id, UploadWriter writer) {
                return change.apply(writer, id);
            }
        };
        return store(what, broken, mustFail);
    }

    /** Every content is changed. */
    static Breakage content(String what, ContentChange change, String... mustFail) {
        Change broken = (sound, storage) -> new ForwardingStore(sound) {
            @Override
            UploadContent reading(UploadId id, UploadContent content) throws IOException {
                return change.apply(content);
            }
        };
        return store(what, broken, mustFail);
    }

    @Override
    public String toString() {
        return what;
    }
}
