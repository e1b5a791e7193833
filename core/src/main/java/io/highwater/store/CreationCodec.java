package io.highwater.store;

import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Creation} as bytes, for stores that write it once and apart from the state that changes. {@link
 * SessionCodec} writes both in one. Thread-safe, as it has no state. The format is big-endian and will be read by every
 * later version:
 *
 * <pre>
 *  0  8  "HWMAKE", version (2 bytes) = 1
 *  8  4  length of the payload
 * 12  n  payload
 *     4  CRC-32C of everything before
 * </pre>
 *
 * The payload: id, path, owner (a byte 0 or 1, then a string if 1), creation time (8 bytes seconds since 1970, 4
 * nanoseconds), declared length (8, -1 if unknown), metadata, attributes (4 bytes count, then key and value each),
 * digests (4 bytes count, then algorithm and value each), composition (a byte: 0 whole, 1 part, 2 joined, 3 request; if
 * joined 4 bytes count and the ids of the parts). A string is 4 bytes count of bytes and UTF-16BE, which keeps every
 * Java string as it is; the value of a digest is 4 bytes count and the bytes.
 *
 * @since 0.1.0
 */
public final class CreationCodec {

    private static final Envelope ENVELOPE = new Envelope(0x4857_4D41_4B45_0001L);
    private static final long UNKNOWN = -1;
    private static final int WHOLE = 0;
    private static final int PART = 1;
    private static final int JOINED = 2;
    private static final int REQUEST = 3;

    private CreationCodec() {}

    /** The bytes of a creation. */
    public static byte[] encode(Creation creation) {
        return ENVELOPE.seal(payload(creation));
    }

    /**
     * The creation that the remaining bytes begin with, or empty if they begin with none that is whole: damaged, cut,
     * foreign or of a version that is not known. Leaves the buffer as it is.
     */
    public static Optional<Creation> decode(ByteBuffer bytes) {
        return ENVELOPE.open(bytes).flatMap(CreationCodec::creation);
    }

    private static byte[] payload(Creation creation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(creation, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array takes everything
        }
        return bytes.toByteArray();
    }

    private static void write(Creation creation, DataOutputStream out) throws IOException {
        write(creation.id().value(), out);
        write(creation.path(), out);
        String owner = creation.owner();
        out.writeBoolean(owner != null);
        if (owner != null) {
            write(owner, out);
        }
        Instant createdAt = creation.createdAt();
        out.writeLong(createdAt.getEpochSecond());
        out.writeInt(createdAt.getNano());
        NewUpload request = creation.request();
        out.writeLong(request.length().orElse(UNKNOWN));
        write(request.metadata(), out);
        write(request.attributes(), out);
        out.writeInt(request.digests().size());
        for (ContentDigest digest : request.digests()) {
            write(digest.algorithm().key(), out);
            write(digest.value(), out);
        }
        write(request.composition(), out);
    }

    private static void write(Composition composition, DataOutputStream out) throws IOException {
        switch (composition.kind()) {
            case WHOLE -> out.writeByte(WHOLE);
            case PART -> out.writeByte(PART);
            case REQUEST -> out.writeByte(REQUEST);
            case JOINED -> {
                out.writeByte(JOINED);
                out.writeInt(composition.parts().size());
                for (UploadId part : composition.parts()) {
                    write(part.value(), out);
                }
            }
        }
    }

    private static void write(Map<String, String> map, DataOutputStream out) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            write(entry.getKey(), out);
            write(entry.getValue(), out);
        }
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        out.writeInt(2 * text.length());
        out.writeChars(text);
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Optional<Creation> creation(byte[] payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            return Optional.of(read(in));
        } catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty(); // its checksum holds, its content does not: as damaged as any other
        }
    }

    private static Creation read(DataInputStream in) throws IOException {
        UploadId id = new UploadId(string(in));
        String path = string(in);
        @Nullable String owner = in.readBoolean() ? string(in) : null;
        Instant createdAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
        long length = in.readLong();
        OptionalLong declared = length == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(length);
        NewUpload request = new NewUpload(declared, map(in), map(in), digests(in), composition(in));
        return new Creation(id, path, owner, createdAt, request);
    }

    private static Composition composition(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case WHOLE -> Composition.WHOLE;
            case PART -> Composition.PART;
            case JOINED -> Composition.of(parts(in));
            case REQUEST -> Composition.REQUEST;
            default -> throw new IllegalArgumentException("unknown composition: " + kind);
        };
    }

    private static List<UploadId> parts(DataInputStream in) throws IOException {
        List<UploadId> parts = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            parts.add(new UploadId(string(in)));
        }
        return parts;
    }

    private static Map<String, String> map(DataInputStream in) throws IOException {
        Map<String, String> map = new HashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            map.put(string(in), string(in));
        }
        return map;
    }

    private static List<ContentDigest> digests(DataInputStream in) throws IOException {
        List<ContentDigest> digests = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            String key = string(in);
            DigestAlgorithm algorithm = DigestAlgorithm.ofKey(key)
                    .orElseThrow(() -> new IllegalArgumentException("unknown digest algorithm: " + key));
            digests.add(new ContentDigest(algorithm, bytes(in)));
        }
        return digests;
    }

    private static String string(DataInputStream in) throws IOException {
        byte[] bytes = bytes(in);
        StringBuilder text = new StringBuilder(bytes.length / 2);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            text.append((char) ((bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF)));
        }
        return text.toString();
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IllegalArgumentException("a length out of range: " + count);
        }
        return in.readNBytes(count);
    }
}
