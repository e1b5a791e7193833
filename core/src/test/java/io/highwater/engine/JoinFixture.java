package io.highwater.engine;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.util.List;
import java.util.function.Consumer;

/** The words of the tests about joining. */
abstract class JoinFixture extends EngineFixture {

    /** Ends the engine, and begins another one: two would join the same uploads. */
    final void restart(Consumer<UploadEngine.Builder> options) {
        restart(store, options);
    }

    final void restart(UploadStore over, Consumer<UploadEngine.Builder> options) {
        engine.close();
        start(over, options);
    }

    final UploadId part(long length) {
        return create(NewUpload.ofLength(length).withComposition(Composition.PART));
    }

    final UploadId part(String bytes) {
        UploadId id = part(bytes.length());
        fill(id, bytes);
        return id;
    }

    final UploadSession fill(UploadId part, String bytes) {
        return patch(part, state(part).committed(), bytes, Completion.AT_LENGTH);
    }

    final UploadSession join(UploadId... parts) {
        return join(ALICE, parts);
    }

    final UploadSession join(Requester who, UploadId... parts) {
        return engine.create(who, NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(parts))));
    }

    final boolean isGone(UploadId id) {
        return memory.find(id).filter(upload -> !upload.isGone()).isEmpty();
    }

    final boolean isComplete(UploadId id) {
        return memory.find(id).filter(UploadSession::isComplete).isPresent();
    }
}
