package io.highwater.engine;

import io.highwater.session.ContentDigest;
import io.highwater.session.Digester;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Digests that some bytes are said to have, and their computing. Not thread-safe. */
final class BodyDigests {

    private static final int BUFFER_SIZE = 256 << 10;

    private final Map<ContentDigest, Digester> running = new LinkedHashMap<>();

    BodyDigests(List<ContentDigest> expected) {
        expected.forEach(digest -> running.put(digest, digest.algorithm().newDigester()));
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    /** Adds the remaining bytes, and leaves the buffer as it was. */
    void update(ByteBuffer bytes) {
        running.values().forEach(digester -> digester.update(bytes.duplicate()));
    }

    /** To be called once, after all bytes. */
    void verify(UploadSession upload) {
        running.forEach((expected, digester) -> {
            if (!expected.matches(digester.digest())) {
                throw new UploadException(
                        Reason.DIGEST_MISMATCH,
                        "The bytes do not have the " + expected.algorithm().key() + " digest that was given.",
                        upload);
            }
        });
    }

    /** Checks the bytes of {@code upload}, as many as it had committed, by reading them. */
    static void verify(List<ContentDigest> expected, UploadContent content, UploadSession upload) {
        BodyDigests digests = new BodyDigests(expected);
        read(content, upload.committed(), digests::update);
        digests.verify(upload);
    }

    /** All bytes of {@code content} through {@code digester}. */
    static byte[] digest(UploadContent content, Digester digester) {
        read(content, content.size(), digester::update);
        return digester.digest();
    }

    private static void read(UploadContent content, long size, Consumer<ByteBuffer> sink) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try (ReadableByteChannel channel = content.open(0, size)) {
            while (channel.read(buffer.clear()) >= 0) {
                sink.accept(buffer.flip());
            }
        } catch (IOException e) {
            throw Storage.unavailable(e);
        }
    }
}
