package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import org.junit.jupiter.api.Test;

/** A length is set once, also when the upload is complete. */
class RepeatedLengthTest extends EngineFixture {

    @Test
    void a_complete_upload_refuses_another_length() {
        UploadId id = create(3);
        patch(id, 0, "abc", Completion.AT_LENGTH);
        AppendRequest empty = exact(3, 0, Completion.AT_LENGTH);
        refused(Reason.LENGTH_CONFLICT, () -> open(id, declaring(empty, 4)));
        assertThat(open(id, declaring(empty, 3)).finish().isComplete()).isTrue();
    }
}
