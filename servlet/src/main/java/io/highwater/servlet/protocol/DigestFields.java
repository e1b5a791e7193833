package io.highwater.servlet.protocol;

import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * {@code Content-Digest}, {@code Repr-Digest} and {@code Want-*-Digest} (RFC 9530).
 *
 * @since 0.1.0
 */
public final class DigestFields {

    /** What to send in a {@code Want-Content-Digest} or {@code Want-Repr-Digest} (RFC 9530 §4). */
    public static final String WANTED = "sha-256=10, sha-512=9, crc32c=3, sha=2, md5=1";

    /** Both fields, for who sent a wrong digest of some kind. */
    public static final Map<String, String> ALL_WANTED =
            Map.of("Want-Content-Digest", WANTED, "Want-Repr-Digest", WANTED);

    private DigestFields() {}

    /**
     * The digests that a field's lines give, of the algorithms we know. Empty without such a field.
     *
     * @throws MalformedException if the field is not of its syntax, or gives no digest that we know
     */
    public static List<ContentDigest> parse(Fields fields, String name) throws MalformedException {
        if (!fields.has(name)) {
            return List.of();
        }
        List<ContentDigest> digests = new ArrayList<>();
        for (Map.Entry<String, ListElement<?>> member :
                dictionary(fields.lines(name), name).entrySet()) {
            Optional<DigestAlgorithm> algorithm = registered(member.getKey());
            if (algorithm.isPresent()) {
                digests.add(digest(algorithm.get(), member.getValue(), name));
            }
        }
        if (digests.isEmpty()) {
            throw new MalformedException(name + " gives no digest of a known algorithm");
        }
        return digests;
    }

    /** What {@link #parse} reads; what it cannot read is for the engine to refuse, after all else. */
    public static ExpectedDigests expected(Fields fields, String name) {
        if (fields.announces(name)) {
            return new ExpectedDigests.Invalid(name + " must be sent before the body, not as a trailer.");
        }
        try {
            return ExpectedDigests.of(parse(fields, name));
        } catch (MalformedException e) {
            return new ExpectedDigests.Invalid(String.valueOf(e.getMessage()));
        }
    }

    /** The known algorithm that a {@code Want-*-Digest} field prefers; empty if it wants none or cannot be read. */
    public static Optional<DigestAlgorithm> wanted(List<String> lines) {
        try {
            return dictionary(lines, "").entrySet().stream()
                    .filter(member -> registered(member.getKey()).isPresent())
                    .filter(member -> preference(member.getValue()) > 0)
                    .max(Comparator.comparingLong(member -> preference(member.getValue())))
                    .flatMap(member -> registered(member.getKey()));
        } catch (MalformedException e) {
            return Optional.empty(); // a wish, nothing more
        }
    }

    /** The value of a digest field with {@code digests}. */
    public static String serialize(List<ContentDigest> digests) {
        return digests.stream()
                .map(d -> d.algorithm().key() + "="
                        + ByteSequenceItem.valueOf(d.value()).serialize())
                .collect(Collectors.joining(", "));
    }

    private static ContentDigest digest(DigestAlgorithm algorithm, ListElement<?> value, String name)
            throws MalformedException {
        if (value instanceof ByteSequenceItem item) {
            ByteBuffer bytes = item.get();
            if (bytes.remaining() == algorithm.size()) {
                byte[] copy = new byte[algorithm.size()];
                bytes.duplicate().get(copy);
                return new ContentDigest(algorithm, copy);
            }
        }
        throw new MalformedException(
                name + ": " + algorithm.key() + " must be a byte sequence of " + algorithm.size() + " bytes");
    }

    private static Optional<DigestAlgorithm> registered(String key) {
        return DigestAlgorithm.ofKey(key).filter(DigestAlgorithm::isRegistered);
    }

    private static long preference(ListElement<?> value) {
        return value instanceof IntegerItem item && item.get() >= 0 && item.get() <= 10 ? item.get() : 0;
    }

    private static Map<String, ListElement<?>> dictionary(List<String> lines, String name) throws MalformedException {
        try {
            return new Parser(lines).parseDictionary().get();
        } catch (ParseException e) {
            throw new MalformedException(name + " is not a dictionary of structured fields");
        }
    }
}
