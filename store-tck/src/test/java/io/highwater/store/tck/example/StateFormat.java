package io.highwater.store.tck.example;

import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** State as bytes: a CRC-32C, then properties, whose format can escape every character. */
final class StateFormat {

    private StateFormat() {}

    static byte[] encode(State state) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        properties(state).store(text, null);
        byte[] bytes = text.toByteArray();
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(crc32c(bytes, 0))
                .put(bytes)
                .array();
    }

    /** What {@code bytes} say; damaged ones say that the upload is gone, never anything that was guessed. */
    static State decode(byte[] bytes) throws IOException {
        if (bytes.length < 4 || ByteBuffer.wrap(bytes).getInt() != crc32c(bytes, 4)) {
            throw new UploadException(Reason.GONE, "the state is damaged");
        }
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(bytes, 4, bytes.length - 4));
        return state(properties);
    }

    private static int crc32c(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }

    private static Properties properties(State state) {
        UploadSession session = state.session();
        Properties p = new Properties();
        p.setProperty("status", session.status().name());
        p.setProperty("committed", Long.toString(session.committed()));
        session.length().ifPresent(length -> p.setProperty("length", Long.toString(length)));
        p.setProperty("crc32c", Integer.toString(session.crc32c()));
        p.setProperty("updated-at", session.updatedAt().toString());
        p.setProperty("has-bytes", Boolean.toString(state.hasBytes()));
        putCreation(session.creation(), p);
        return p;
    }

    private static void putCreation(Creation creation, Properties p) {
        p.setProperty("id", creation.id().value());
        p.setProperty("path", creation.path());
        if (creation.owner() != null) {
            p.setProperty("owner", creation.owner());
        }
        p.setProperty("created-at", creation.createdAt().toString());
        NewUpload request = creation.request();
        request.length().ifPresent(length -> p.setProperty("requested-length", Long.toString(length)));
        request.metadata().forEach((key, value) -> p.setProperty("metadata." + key, value));
        request.attributes().forEach((key, value) -> p.setProperty("attribute." + key, value));
        p.setProperty("kind", request.composition().kind().name());
        p.setProperty(
                "parts",
                request.composition().parts().stream().map(UploadId::value).collect(Collectors.joining(" ")));
        for (ContentDigest digest : request.digests()) {
            p.setProperty("digest." + request.digests().indexOf(digest), digest.toString());
        }
    }

    private static State state(Properties p) {
        UploadSession session = new UploadSession(
                creation(p),
                UploadStatus.valueOf(p.getProperty("status")),
                Long.parseLong(p.getProperty("committed")),
                number(p, "length"),
                Integer.parseInt(p.getProperty("crc32c")),
                Instant.parse(p.getProperty("updated-at")));
        return new State(session, Boolean.parseBoolean(p.getProperty("has-bytes")));
    }

    private static Creation creation(Properties p) {
        NewUpload request = new NewUpload(
                number(p, "requested-length"),
                withPrefix(p, "metadata."),
                withPrefix(p, "attribute."),
                digests(p),
                composition(p));
        return new Creation(
                new UploadId(p.getProperty("id")),
                p.getProperty("path"),
                p.getProperty("owner"),
                Instant.parse(p.getProperty("created-at")),
                request);
    }

    private static Composition composition(Properties p) {
        List<UploadId> parts = Stream.of(p.getProperty("parts").split(" "))
                .filter(id -> !id.isEmpty())
                .map(UploadId::new)
                .toList();
        return new Composition(Composition.Kind.valueOf(p.getProperty("kind")), parts);
    }

    private static OptionalLong number(Properties p, String key) {
        String text = p.getProperty(key);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Map<String, String> withPrefix(Properties p, String prefix) {
        Map<String, String> map = new HashMap<>();
        p.stringPropertyNames().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> map.put(key.substring(prefix.length()), p.getProperty(key)));
        return map;
    }

    private static List<ContentDigest> digests(Properties p) {
        List<ContentDigest> digests = new ArrayList<>();
        for (String text = p.getProperty("digest.0"); text != null; text = p.getProperty("digest." + digests.size())) {
            String[] parts = text.split("=");
            DigestAlgorithm algorithm = DigestAlgorithm.ofKey(parts[0]).orElseThrow();
            digests.add(new ContentDigest(algorithm, HexFormat.of().parseHex(parts[1])));
        }
        return digests;
    }
}
