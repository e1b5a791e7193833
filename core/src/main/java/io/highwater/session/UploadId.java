package io.highwater.session;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of one upload, unguessable and safe in a URL and in a file name.
 *
 * <p>Only {@code A-Za-z0-9_-}, 22 to 64 characters, the first a letter or digit; whatever else a client sends is no id
 * and never reaches a store. Immutable.
 *
 * @param value the characters of the id
 * @since 0.1.0
 */
public record UploadId(String value) {

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{21,63}");
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int RANDOM_LENGTH = 26; // 130 bits

    /** @throws IllegalArgumentException if {@code value} is not of the syntax above */
    public UploadId {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not an upload id");
        }
    }

    /** A new id of 130 random bits, in lower case so that case-insensitive file systems cannot confuse two of them. */
    public static UploadId random() {
        byte[] random = new byte[RANDOM_LENGTH];
        Source.RANDOM.nextBytes(random);
        char[] id = new char[RANDOM_LENGTH];
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id[i] = BASE32[random[i] & 31];
        }
        return new UploadId(new String(id));
    }

    /** The id that {@code text} spells, or empty if it spells none. Never throws. */
    public static Optional<UploadId> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new UploadId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }

    private static final class Source {
        static final SecureRandom RANDOM = new SecureRandom();
    }
}
