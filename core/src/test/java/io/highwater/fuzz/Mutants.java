package io.highwater.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Inputs near good ones: what a fuzz target is tried with where no fuzzer guides it, and what a fuzzer begins with.
 * Always the same ones, unless {@code -Dhighwater.seed=N} says otherwise; {@code -Dhighwater.mutants=N} makes more.
 */
public final class Mutants {

    private static final long SEED = Long.getLong("highwater.seed", 1);
    private static final int COUNT = Integer.getInteger("highwater.mutants", 300);
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\t",
            "\"",
            "\\",
            ";",
            ",",
            "=",
            ":",
            "%",
            "%00",
            "%2e",
            "/",
            "..",
            "?",
            "*",
            "\0",
            "\r\n",
            "-1",
            "+5",
            "05",
            "1e3",
            "9223372036854775807",
            "9223372036854775808",
            "999999999999999",
            "?1",
            "?0",
            "\u0661",
            "\u00e4",
            "\u20ac",
            "\u202e",
            "\ud800",
            "\ud83d\ude00");

    private final Random random = new Random(SEED);

    private Mutants() {}

    /** The good inputs, and others. */
    public static Stream<byte[]> of(List<byte[]> good) {
        Mutants mutants = new Mutants();
        return Stream.concat(
                good.stream(), IntStream.range(0, COUNT).mapToObj(i -> mutants.changed(mutants.any(good))));
    }

    /** The same of texts. */
    public static Stream<String> ofTexts(String... good) {
        List<String> all = List.of(good);
        Mutants mutants = new Mutants();
        return Stream.concat(all.stream(), IntStream.range(0, COUNT).mapToObj(i -> mutants.changed(all)));
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private byte[] changed(byte[] good) {
        byte[] bytes = good.clone();
        for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
                default -> bytes[at] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }

    private String changed(List<String> good) {
        StringBuilder text = new StringBuilder(any(good));
        for (int n = random.nextInt(4); n >= 0; n--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> text.replace(from, to, any(NASTY));
                case 1 -> text.insert(from, any(NASTY));
                case 2 -> text.append(any(good));
                default -> text.replace(from, to, noise());
            }
        }
        return text.toString();
    }

    private String noise() {
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
