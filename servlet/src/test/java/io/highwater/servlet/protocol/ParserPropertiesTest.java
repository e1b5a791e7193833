package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for any input. The seed is the test's parameter, so that a failure can be repeated. */
class ParserPropertiesTest {

    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    private static final String ALMOST = " .%;/+=~\u0661\u00e9\u212a\uff21";
    private static final int ROUNDS = 2_000;
    private static final List<DigestAlgorithm> REGISTERED = Arrays.stream(DigestAlgorithm.values())
            .filter(DigestAlgorithm::isRegistered)
            .toList();
    private static final String ALPHABET =
            "0123456789-+=,;:?&%/\\\"'()<>[]{}*. \t\r\n\0aAbBzZeExXäβ٣\u202e\ud800sha-256bytesoffsetfilename";

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aNumberIsReadExactlyIfItIsWrittenCanonically(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String noise = text(random, 6);
            Decimal.parse(noise)
                    .ifPresent(value -> assertThat(Long.toString(value)).isEqualTo(noise));
            long number = random.nextLong() >>> random.nextInt(64);
            if (number >= 0) {
                assertThat(Decimal.parse(Long.toString(number))).hasValue(number);
                assertThat(Decimal.parse("0" + number)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-0", "00", "+1", "1 ", "9223372036854775808", "99999999999999999999", "٣", "１"})
    void whatIsNoCanonicalNumberIsNone(String text) {
        assertThat(Decimal.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aQueryStringNeverHidesASecondValue(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            List<String> pairs = new ArrayList<>(List.of("offset=1", "%6f%66fset=2", "offset"));
            for (int k = random.nextInt(4); k > 0; k--) {
                pairs.add("x" + text(random, 8).replace("&", ""));
            }
            Collections.shuffle(pairs, random);
            assertThat(QueryString.values(String.join("&", pairs), "offset")).containsExactlyInAnyOrder("1", "2", "");
            QueryString.values(text(random, 30), "offset");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void digestsComeBackAsTheyWereWrittenAndNoiseIsMalformed(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            DigestAlgorithm algorithm = REGISTERED.get(random.nextInt(REGISTERED.size()));
            byte[] value = new byte[algorithm.size()];
            random.nextBytes(value);
            List<ContentDigest> digests = List.of(new ContentDigest(algorithm, value));
            Fields fields = Fields.NONE.with("Content-Digest", DigestFields.serialize(digests));
            assertThat(DigestFields.parse(fields, "content-digest")).isEqualTo(digests);
            String noise = text(random, 20);
            DigestFields.wanted(List.of(noise));
            if (!noise.contains("=:")) {
                Fields bad = Fields.NONE.with("Content-Digest", noise);
                assertThatThrownBy(() -> DigestFields.parse(bad, "Content-Digest"))
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aMutilatedDigestIsReadOrMalformedButNothingElse(long seed) {
        Random random = new Random(seed);
        String good = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, md5=:1B2M2Y8AsgTpgAmY7PhCfg==:";
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            try {
                DigestFields.parse(Fields.NONE.with("D", text.toString()), "D")
                        .forEach(
                                d -> assertThat(d.value()).hasSize(d.algorithm().size()));
            } catch (MalformedException e) {
                assertThat(e).hasMessageStartingWith("D");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRangeNeverReachesOutOfTheBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long size = random.nextInt(20);
            String field = "bytes=" + digits(random) + "-" + digits(random);
            Optional<ByteRange> range = ByteRange.parse(random.nextInt(10) == 0 ? text(random, 12) : field);
            range.filter(r -> r.isSatisfiable(size)).ifPresent(r -> {
                assertThat(r.from(size)).isBetween(0L, size - 1);
                assertThat(r.to(size)).isBetween(r.from(size) + 1, size);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aFileNameIsNeverMoreThanAName(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String parameters = FileName.of(text(random, 40)).parameters();
            assertThat(parameters)
                    .matches("|; filename=\"[ !#-)+-.0-9;=@-\\[\\]-{}~_]*\"(;"
                            + " filename\\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?")
                    .doesNotContain("filename=\".");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aMediaTypeIsSafeInAField(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            MediaType.parse("a/b" + text(random, 12))
                    .ifPresent(type -> assertThat(type.value()).matches("[\\t -~]+"));
            MediaType.isNamed(List.of(text(random, 20)), "application/json");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPathIsARouteOnlyWithAnId(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String noise = "/" + text(random, 40);
            UploadRoute.of(noise).ifPresent(route -> assertThat(noise).matches("/|/[A-Za-z0-9][A-Za-z0-9_-]{21,63}"));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsAlmostAnIdIsNone(long seed) {
        Random random = new Random(seed);
        int ids = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder near = new StringBuilder();
            for (int left = 20 + random.nextInt(47); left > 0; left--) {
                near.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
            }
            if (random.nextBoolean()) {
                near.setCharAt(random.nextInt(near.length()), ALMOST.charAt(random.nextInt(ALMOST.length())));
            }
            boolean isId = near.toString().matches("[A-Za-z0-9][A-Za-z0-9_-]{21,63}");
            assertThat(UploadRoute.of("/" + near).isPresent())
                    .as(near.toString())
                    .isEqualTo(isId);
            assertThat(UploadRoute.of("/" + near + "/").isPresent()).isFalse();
            ids += isId ? 1 : 0;
        }
        assertThat(ids).isBetween(1, ROUNDS - 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anItemComesBackAsItWasWrittenAndNoiseIsNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long number = random.nextLong(-999_999_999_999_999L, 1_000_000_000_000_000L);
            assertThat(StructuredItem.integer(Fields.NONE.with("F", " " + number + ";a=b "), "f"))
                    .hasValue(number);
            assertThat(StructuredItem.bool(Fields.NONE.with("F", "?" + (i & 1)), "F"))
                    .contains((i & 1) == 1);
            Fields noise = Fields.NONE.with("F", text(random, 6));
            String line = noise.lines("F").get(0);
            StructuredItem.integer(noise, "F")
                    .ifPresent(value -> assertThat(line.strip())
                            .startsWith(value < 0 ? "-" : "")
                            .containsPattern("[0-9]"));
            StructuredItem.bool(noise, "F").ifPresent(value -> assertThat(line).contains(value ? "?1" : "?0"));
        }
    }

    @Test
    void twoLinesAreNoItem() {
        assertThat(StructuredItem.integer(Fields.NONE.with("F", "1", "1"), "F")).isEmpty();
        assertThat(StructuredItem.bool(Fields.NONE.with("F", "?1", "?1"), "F")).isEmpty();
        assertThat(StructuredItem.integer(Fields.NONE.with("F", "1000000000000000"), "F"))
                .isEmpty();
        assertThat(StructuredItem.bool(Fields.NONE.with("F", "1"), "F")).isEmpty();
    }

    @Test
    void aFileNameKeepsWhatIsFit() {
        assertThat(FileName.of("../../etc/pass\"wd\r\n").parameters()).isEqualTo("; filename=\"passwd\"");
        assertThat(FileName.of("C:\\x\\naïve €.txt").parameters())
                .isEqualTo("; filename=\"na_ve _.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt");
        assertThat(FileName.of("exe\u202egnp.x").parameters()).isEqualTo("; filename=\"exegnp.x\"");
        assertThat(FileName.of("..").parameters()).isEmpty();
        assertThat(FileName.of(". .profile ").text()).isEqualTo("profile");
        assertThat(FileName.of("100%.txt").parameters())
                .isEqualTo("; filename=\"100%.txt\"; filename*=UTF-8''100%25.txt");
    }

    private static String digits(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "99999999999999999999999";
            default -> Integer.toString(random.nextInt(25));
        };
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
