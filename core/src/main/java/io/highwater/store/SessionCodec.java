package io.highwater.store;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An {@link UploadSession} as bytes, so that a store need not invent a format of its own for its states: every fact
 * comes back exactly as it was given (S10), and damage is found (S8). Thread-safe, as it has no state. The format is
 * big-endian and will be read by every later version:
 *
 * <pre>
 *  0  8  "HWSESS", version (2 bytes) = 1
 *  8  4  length of what stands between here and the checksum
 * 12  1  status: 0 open, 1 complete, 2 gone
 * 13  8  committed offset
 * 21  8  declared length, -1 if unknown
 * 29  4  CRC-32C of the committed bytes
 * 33  8  time of the state, seconds since 1970
 * 41  4  time of the state, nanoseconds
 * 45  n  the creation, see {@link CreationCodec}
 *     4  CRC-32C of everything before
 * </pre>
 *
 * @since 0.1.0
 */
public final class SessionCodec {

    private static final Envelope ENVELOPE = new Envelope(0x4857_5345_5353_0001L);
    private static final int FIXED = 33; // bytes before the creation
    private static final long UNKNOWN = -1;

    private SessionCodec() {}

    /** The bytes of a state. */
    public static byte[] encode(UploadSession session) {
        byte[] creation = CreationCodec.encode(session.creation());
        ByteBuffer payload = ByteBuffer.allocate(FIXED + creation.length);
        payload.put(number(session.status())).putLong(session.committed());
        payload.putLong(session.length().orElse(UNKNOWN)).putInt(session.crc32c());
        Instant at = session.updatedAt();
        payload.putLong(at.getEpochSecond()).putInt(at.getNano());
        return ENVELOPE.seal(payload.put(creation).array());
    }

    /**
     * The state that {@code bytes} begin with; what stands behind it does not matter.
     *
     * @throws UploadException {@code GONE} if they begin with none that is whole: damaged, cut, foreign or of a version
     *     that is not known
     */
    public static UploadSession decode(byte[] bytes) {
        return ENVELOPE.open(ByteBuffer.wrap(bytes))
                .flatMap(payload -> session(ByteBuffer.wrap(payload)))
                .orElseThrow(() -> new UploadException(Reason.GONE, "the state of the upload is damaged"));
    }

    private static Optional<UploadSession> session(ByteBuffer in) {
        try {
            UploadStatus status = status(in.get());
            long committed = in.getLong();
            long length = in.getLong();
            OptionalLong declared = length == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(length);
            int crc32c = in.getInt();
            Instant at = Instant.ofEpochSecond(in.getLong(), in.getInt());
            Optional<Creation> creation = CreationCodec.decode(in);
            return creation.map(c -> new UploadSession(c, status, committed, declared, crc32c, at));
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty(); // its checksum holds, its content does not: as damaged as any other
        }
    }

    private static byte number(UploadStatus status) {
        return switch (status) {
            case OPEN -> 0;
            case COMPLETE -> 1;
            case GONE -> 2;
        };
    }

    private static UploadStatus status(byte number) {
        return switch (number) {
            case 0 -> UploadStatus.OPEN;
            case 1 -> UploadStatus.COMPLETE;
            case 2 -> UploadStatus.GONE;
            default -> throw new IllegalArgumentException("no status: " + number);
        };
    }
}
