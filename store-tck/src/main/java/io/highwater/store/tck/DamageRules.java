package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S8: what is lost or damaged is gone, and said to be. */
abstract class DamageRules extends StoreRules {

    private static final byte[] BYTES = bytes(1000, 71);

    DamageRules(UploadStoreContract contract) {
        super(contract);
    }

    /** Several commits, so that no older state can be taken for the last one. */
    private UploadId longUpload() throws IOException {
        UploadId id = create();
        for (int i = 0; i < 4; i++) {
            append(id, BYTES, Commit.progress());
        }
        return id;
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_upload_is_gone(Damage damage) throws IOException {
        UploadId id = longUpload();

        damage(id, damage);

        assertFails(Reason.GONE, () -> store().find(id));
        assertFails(Reason.GONE, () -> store().openWriter(id));
        assertFails(Reason.GONE, () -> store().content(id));
        assertFails(Reason.GONE, () -> store().find(id));
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_upload_is_gone_for_good(Damage damage) throws IOException {
        UploadId id = longUpload();
        damage(id, damage);
        assertFails(Reason.GONE, () -> store().find(id));

        reopen();

        assertFails(Reason.GONE, () -> store().find(id));
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_complete_upload_is_gone(Damage damage) throws IOException {
        UploadId id = longUpload();
        append(id, BYTES, Commit.complete());

        damage(id, damage);

        assertFails(Reason.GONE, () -> store().content(id));
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_upload_can_be_deleted(Damage damage) throws IOException {
        UploadId id = longUpload();
        damage(id, damage);

        store().delete(id);

        assertThat(store().find(id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_upload_harms_no_other(Damage damage) throws IOException {
        UploadId id = longUpload();
        UploadId other = openUpload(BYTES);

        damage(id, damage);

        assertBytes(other, BYTES);
        append(other, BYTES, Commit.complete());
        assertBytes(other, join(BYTES, BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void s8_a_damaged_upload_keeps_no_other_from_being_listed(Damage damage) throws IOException {
        UploadId announcing = longUpload();
        append(announcing, BYTES, Commit.completeAndAnnounce());
        UploadId id = longUpload();
        UploadId other = openUpload(BYTES);
        damage(id, damage);
        advance(Duration.ofHours(1));

        try (var inactive = store().inactiveSince(now())) {
            assertThat(inactive).extracting(UploadSession::id).contains(other).doesNotContain(announcing);
        }
        try (var unannounced = store().unannounced()) {
            assertThat(unannounced).containsExactly(announcing);
        }
    }

    /** Bytes that are lost may show only when they are asked for. */
    @Test
    void s8_an_upload_whose_state_is_damaged_is_left_out_of_listings() throws IOException {
        UploadId open = longUpload();
        UploadId announcing = longUpload();
        append(announcing, BYTES, Commit.completeAndAnnounce());
        damage(open, Damage.STATE);
        damage(announcing, Damage.STATE);
        advance(Duration.ofHours(1));

        try (var inactive = store().inactiveSince(now())) {
            assertThat(inactive).isEmpty();
        }
        try (var unannounced = store().unannounced()) {
            assertThat(unannounced).isEmpty();
        }
    }
}
