package io.highwater.store;

import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** Any creation and any state, from a seed. */
final class RandomStates {

    private final Random random;

    RandomStates(long seed) {
        random = new Random(seed);
    }

    UploadSession session() {
        long committed = size();
        OptionalLong length = random.nextBoolean()
                ? OptionalLong.empty()
                : OptionalLong.of(committed + random.nextLong(UploadLimits.MAX_SIZE - committed + 1));
        UploadStatus[] all = UploadStatus.values();
        return new UploadSession(
                creation(), all[random.nextInt(all.length)], committed, length, random.nextInt(), instant());
    }

    Creation creation() {
        Composition composition = composition();
        NewUpload request = new NewUpload(
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(size()),
                map(),
                map(),
                composition.isJoined() ? List.of() : digests(),
                composition);
        return new Creation(id(), text(), random.nextBoolean() ? null : text(), instant(), request);
    }

    private UploadId id() {
        return new UploadId(HexFormat.of().formatHex(bytes(11 + random.nextInt(22))));
    }

    private Composition composition() {
        return switch (random.nextInt(3)) {
            case 0 -> Composition.WHOLE;
            case 1 -> Composition.PART;
            default ->
                Composition.of(
                        Stream.generate(this::id).limit(1 + random.nextInt(5)).toList());
        };
    }

    private long size() {
        return random.nextLong(UploadLimits.MAX_SIZE + 1) >>> random.nextInt(50);
    }

    private Instant instant() {
        long seconds = random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond() + 1);
        return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
    }

    private Map<String, String> map() {
        Map<String, String> map = new HashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            map.put(text(), text());
        }
        return map;
    }

    private List<ContentDigest> digests() {
        List<ContentDigest> digests = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (random.nextInt(4) == 0) {
                digests.add(new ContentDigest(algorithm, bytes(algorithm.size())));
            }
        }
        return digests;
    }

    /** Any chars, halves of surrogate pairs too. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(20); n > 0; n--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
        }
        return text.toString();
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
