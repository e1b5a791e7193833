package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The words that the tests of the rules are written in. */
abstract class StoreRules {

    private final UploadStoreContract contract;

    StoreRules(UploadStoreContract contract) {
        this.contract = contract;
    }

    final UploadStore store() {
        return contract.store();
    }

    /** Opens the storage again and goes on with it; skips the test if the store is not durable. */
    final UploadStore reopen() throws IOException {
        return contract.reopened();
    }

    final void assumeDurable() {
        contract.assumeDurable();
    }

    /** Damages an upload behind the store's back and opens the storage again; skips the test if that cannot be. */
    final void damage(UploadId id, Damage damage) throws IOException {
        contract.damaged(id, damage);
    }

    final Instant now() {
        return contract.clock().instant();
    }

    final void advance(Duration duration) {
        contract.clock().advance(duration);
    }

    final Creation creation(NewUpload request) {
        return new Creation(UploadId.random(), "/uploads", "alice", now(), request);
    }

    final UploadId create() throws IOException {
        return store().create(creation(NewUpload.ofUnknownLength())).id();
    }

    final UploadId create(long length) throws IOException {
        return store().create(creation(NewUpload.ofLength(length))).id();
    }

    /** An open upload with these bytes. */
    final UploadId openUpload(byte[] bytes) throws IOException {
        UploadId id = create();
        append(id, bytes, Commit.progress());
        return id;
    }

    /** A complete upload of these bytes, announced by nobody. */
    final UploadId completeUpload(byte[] bytes) throws IOException {
        UploadId id = create();
        append(id, bytes, Commit.complete());
        return id;
    }

    /** Appends and commits by a writer of its own. */
    final UploadSession append(UploadId id, byte[] bytes, Commit commit) throws IOException {
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(bytes));
            return writer.commit(commit);
        }
    }

    /** Appends and does not commit. */
    final void appendAndDiscard(UploadId id, byte[] bytes) throws IOException {
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(bytes));
        }
    }

    final UploadSession find(UploadId id) throws IOException {
        return store().find(id).orElseThrow(() -> new AssertionError("not found: " + id));
    }

    final byte[] read(UploadId id) throws IOException {
        try (InputStream in = store().content(id).openStream()) {
            return in.readAllBytes();
        }
    }

    /** The upload is found as {@code session}, with exactly these bytes and their checksum. */
    final void assertStored(UploadSession session, byte[] bytes) throws IOException {
        assertThat(find(session.id())).isEqualTo(session);
        assertBytes(session.id(), bytes);
    }

    /** The upload has exactly these bytes, and says so. */
    final void assertBytes(UploadId id, byte[] bytes) throws IOException {
        UploadSession found = find(id);
        assertThat(found.committed()).as("committed offset").isEqualTo(bytes.length);
        assertSame(read(id), bytes);
        assertThat(found.crc32c()).as("CRC-32C").isEqualTo(crc32c(bytes));
    }

    /** Says where bytes differ, and does not print megabytes of them. */
    static void assertSame(byte[] actual, byte[] expected) {
        assertThat(actual.length).as("number of bytes").isEqualTo(expected.length);
        assertThat(Arrays.mismatch(actual, expected))
                .as("first byte that differs")
                .isEqualTo(-1);
    }

    static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(reason);
    }

    /** Makes a call that the store may refuse as it likes, if only nothing comes of it. */
    static void tryTo(Gate.Action call) {
        try {
            call.run();
        } catch (IOException | UploadException | IllegalStateException refused) {
            // as it likes
        }
    }

    static int crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Bytes that look random and are the same for the same arguments. */
    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] join(byte[]... pieces) {
        int size = Arrays.stream(pieces).mapToInt(piece -> piece.length).sum();
        ByteBuffer joined = ByteBuffer.allocate(size);
        Arrays.stream(pieces).forEach(joined::put);
        return joined.array();
    }
}
