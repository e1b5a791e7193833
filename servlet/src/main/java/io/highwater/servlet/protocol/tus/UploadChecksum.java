package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Base64Value;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IntegrityField;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The algorithms of {@code Upload-Checksum} (tus: Checksum). */
enum UploadChecksum {
    SHA1("sha1", DigestAlgorithm.SHA),
    MD5("md5", DigestAlgorithm.MD5),
    CRC32("crc32", DigestAlgorithm.CRC32),
    SHA256("sha256", DigestAlgorithm.SHA_256),
    SHA512("sha512", DigestAlgorithm.SHA_512),
    CRC32C("crc32c", DigestAlgorithm.CRC32C);

    /** All names, as the value of {@code Tus-Checksum-Algorithm}. */
    static final String NAMES = Arrays.stream(values()).map(known -> known.text).collect(Collectors.joining(","));

    private static final IntegrityField FIELD = new IntegrityField(TusFields.CHECKSUM, UploadChecksum::parse);

    private final String text;
    private final DigestAlgorithm algorithm;

    UploadChecksum(String text, DigestAlgorithm algorithm) {
        this.text = text;
        this.algorithm = algorithm;
    }

    /** What the body must hash to, in the words of tus or of RFC 9530. */
    static ExpectedDigests ofBody(RequestHead head, ProtocolSettings settings) {
        return FIELD.before(head, settings).and(IntegrityField.CONTENT_DIGEST.before(head, settings));
    }

    /** The same of what came behind the body (tus: Checksum, trailers). */
    static ExpectedDigests behindBody(RequestHead head, Fields trailers) {
        return FIELD.behind(head, trailers).and(IntegrityField.CONTENT_DIGEST.behind(head, trailers));
    }

    private static List<ContentDigest> parse(Fields fields) throws MalformedException {
        List<String> lines = fields.lines(TusFields.CHECKSUM);
        if (lines.size() > 1) {
            throw new MalformedException("Upload-Checksum must be given once.");
        }
        return lines.isEmpty() ? List.of() : List.of(parse(lines.get(0)));
    }

    private static ContentDigest parse(String field) throws MalformedException {
        String[] parts = field.split(" ", -1);
        UploadChecksum checksum = Arrays.stream(values())
                .filter(known -> known.text.equals(parts[0]))
                .findFirst()
                .orElseThrow(
                        () -> new MalformedException("The algorithm of Upload-Checksum must be one of " + NAMES + "."));
        Optional<byte[]> value = parts.length == 2 ? Base64Value.decode(parts[1]) : Optional.empty();
        return value.filter(bytes -> bytes.length == checksum.algorithm.size())
                .map(bytes -> new ContentDigest(checksum.algorithm, bytes))
                .orElseThrow(() -> new MalformedException("Upload-Checksum must be " + checksum.text + ", a space, and "
                        + checksum.algorithm.size() + " bytes in Base64."));
    }
}
