package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rule 9, T12 and T26: who may know of an upload, and where. */
@Tag("T12")
class AuthorizationTest extends EngineFixture {

    private interface Request {
        void make(UploadEngine engine, Requester who, UploadId id);
    }

    /** Every request that names an upload, with its intent. */
    private static final Map<Request, Intent> REQUESTS = Map.of(
            (engine, who, id) -> engine.openAppend(who, id, AppendRequest.chunk(0, OptionalLong.of(0)), NOT_TOLD)
                    .abandon(),
            Intent.APPEND,
            (engine, who, id) -> engine.invalidate(who, id),
            Intent.APPEND,
            (engine, who, id) -> engine.inspect(who, id),
            Intent.INSPECT,
            (engine, who, id) -> engine.peek(who, id),
            Intent.INSPECT,
            (engine, who, id) -> engine.digest(who, id, DigestAlgorithm.SHA_256),
            Intent.INSPECT,
            (engine, who, id) -> engine.complete(who, id, ExpectedDigests.none()),
            Intent.COMPLETE,
            (engine, who, id) -> engine.download(who, id),
            Intent.DOWNLOAD,
            (engine, who, id) -> engine.cancel(who, id),
            Intent.CANCEL);

    private record Question(
            Intent intent, Requester who, @Nullable UploadId upload) {}

    private final List<Question> questions = new ArrayList<>();

    private Decision note(Intent intent, Requester who, @Nullable UploadSession upload) {
        questions.add(new Question(intent, who, upload == null ? null : upload.id()));
        return Decision.ALLOW;
    }

    private void assertUnknownTo(Requester who, UploadId id) {
        UploadException unknown = refused(Reason.NOT_FOUND, () -> engine.peek(ALICE, UploadId.random()));
        REQUESTS.keySet().forEach(request -> {
            UploadException hidden = refused(Reason.NOT_FOUND, () -> request.make(engine, who, id));
            assertThat(hidden).hasMessage(unknown.getMessage());
            assertThat(hidden.session()).isEmpty();
        });
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void an_upload_is_unknown_to_every_other_principal() {
        UploadId id = create();
        assertUnknownTo(new Requester("mallory", "/uploads"), id);
        assertUnknownTo(new Requester(null, "/uploads"), id);
    }

    @Tag("T26")
    @Test
    void an_upload_is_unknown_under_every_other_path_even_to_its_owner() {
        UploadId id = create();
        assertUnknownTo(new Requester("alice", "/other"), id);
        assertUnknownTo(new Requester("alice", "/uploads/"), id);
        assertUnknownTo(new Requester("alice", ""), id);
    }

    @Test
    void an_anonymous_upload_belongs_to_whoever_has_its_id() {
        UploadId id = engine.create(new Requester(null, "/uploads"), NewUpload.ofUnknownLength())
                .id();
        assertThat(engine.inspect(ALICE, id).creation().owner()).isNull();
    }

    @Test
    void the_authorizer_is_asked_on_every_request_with_intent_and_upload() {
        start(builder -> builder.authorizer(this::note));
        create();
        assertThat(questions).containsExactly(new Question(Intent.CREATE, ALICE, null));

        REQUESTS.forEach((request, intent) -> {
            UploadId id = create();
            questions.clear();
            Throwable outcome = catchThrowable(() -> request.make(engine, ALICE, id));
            assertThat(questions).containsExactly(new Question(intent, ALICE, id));
            assertThat(outcome)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            refusal -> assertThat(refusal).extracting("reason").isEqualTo(Reason.INCOMPLETE));
        });
    }

    @Test
    void a_denied_request_changes_nothing() {
        UploadId id = create();
        start(builder -> builder.authorizer((intent, who, upload) -> Decision.DENY));
        REQUESTS.keySet().forEach(request -> refused(Reason.FORBIDDEN, () -> request.make(engine, ALICE, id)));
        refused(Reason.FORBIDDEN, this::create);
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void a_hidden_creation_is_not_found() {
        start(builder -> builder.authorizer((intent, who, upload) -> Decision.HIDE));
        refused(Reason.NOT_FOUND, this::create);
    }

    @Test
    void an_authorizer_that_fails_refuses_the_request() {
        UploadId id = create();
        start(builder -> builder.authorizer((intent, who, upload) -> {
            throw new IllegalStateException("no directory service");
        }));
        assertThatThrownBy(() -> engine.cancel(ALICE, id)).hasMessage("no directory service");
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void the_authorizer_is_asked_while_the_request_holds_nothing() {
        UploadId id = create();
        start(builder ->
                builder.authorizer((intent, who, upload) -> engine.busy().isEmpty() ? Decision.ALLOW : Decision.DENY));
        assertThat(engine.inspect(ALICE, id).committed()).isZero();
        assertThat(put(id, 0, "abc").committed()).isEqualTo(3);
    }
}
