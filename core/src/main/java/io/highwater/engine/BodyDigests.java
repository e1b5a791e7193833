package io.highwater.engine;

import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Digests that some bytes are said to have, and their computing. Not thread-safe. */
final class BodyDigests {

    private static final int BUFFER_SIZE = 256 << 10;

    private final ExpectedDigests expected;
    private final Map<DigestAlgorithm, Digester> running = new EnumMap<>(DigestAlgorithm.class);

    /** An announced digest may be of any algorithm, so all of them are computed. */
    BodyDigests(ExpectedDigests expected) {
        this(expected, algorithms(expected));
    }

    /** To compute {@link #results}, with nothing to be checked. */
    BodyDigests(Collection<DigestAlgorithm> algorithms) {
        this(ExpectedDigests.none(), algorithms);
    }

    private BodyDigests(ExpectedDigests expected, Collection<DigestAlgorithm> algorithms) {
        this.expected = expected;
        algorithms.forEach(algorithm -> running.put(algorithm, algorithm.newDigester()));
    }

    /** Whether nothing is to be checked. */
    boolean isEmpty() {
        return expected.isNone();
    }

    /** Adds the remaining bytes, and leaves the buffer as it was. */
    void update(ByteBuffer bytes) {
        running.values().forEach(digester -> digester.update(bytes.duplicate()));
    }

    /** Adds the first {@code size} bytes of {@code content}, as long as {@code requireWanted} does not throw. */
    void update(UploadContent content, long size, Runnable requireWanted) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try (ReadableByteChannel channel = content.open(0, size)) {
            while (channel.read(buffer.clear()) >= 0) {
                requireWanted.run();
                update(buffer.flip());
            }
        } catch (IOException e) {
            throw Storage.unavailable(e);
        }
    }

    /** The digests of all bytes. To be called once. */
    Map<DigestAlgorithm, byte[]> results() {
        Map<DigestAlgorithm, byte[]> results = new EnumMap<>(DigestAlgorithm.class);
        running.forEach((algorithm, digester) -> results.put(algorithm, digester.digest()));
        return results;
    }

    /**
     * To be called once, after all bytes.
     *
     * @param trailing what came behind them; of no interest unless it was announced
     */
    void verify(ExpectedDigests trailing, UploadSession upload) {
        Map<DigestAlgorithm, byte[]> actual = results();
        requireAll(expected.digests(), actual, upload);
        if (expected instanceof ExpectedDigests.Announced) {
            requireAll(announced(trailing, upload), actual, upload);
        }
    }

    private static Collection<DigestAlgorithm> algorithms(ExpectedDigests expected) {
        return expected instanceof ExpectedDigests.Announced
                ? Arrays.asList(DigestAlgorithm.values())
                : algorithms(expected.digests());
    }

    static Collection<DigestAlgorithm> algorithms(List<ContentDigest> digests) {
        return digests.stream().map(ContentDigest::algorithm).toList();
    }

    private static List<ContentDigest> announced(ExpectedDigests trailing, UploadSession upload) {
        AppendRules.requireValid(trailing, upload);
        if (trailing.digests().isEmpty()) {
            throw new UploadException(Reason.DIGEST_INVALID, "The digest that was announced did not come.", upload);
        }
        return trailing.digests();
    }

    /** Refuses bytes of which one of {@code expected} is not among the {@code actual} digests. */
    static void requireAll(List<ContentDigest> expected, Map<DigestAlgorithm, byte[]> actual, UploadSession upload) {
        for (ContentDigest digest : expected) {
            DigestAlgorithm algorithm = digest.algorithm();
            if (!digest.matches(actual.getOrDefault(algorithm, new byte[0]))) {
                throw new UploadException(
                        Reason.DIGEST_MISMATCH,
                        "The bytes do not have the " + algorithm.key() + " digest that was given.",
                        upload);
            }
        }
    }
}
