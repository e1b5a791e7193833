package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static final int ROUNDS = 2_000;
    private static final String ALPHABET = "azAZ019.-+_:/[]*@?#%, \t\r\n\0ä\u202e\ud800";

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, https://app.example.org",
        "HTTPS://App.Example.ORG, https://app.example.org",
        "https://app.example.org:443, https://app.example.org",
        "http://app.example.org:80, http://app.example.org",
        "http://app.example.org:443, http://app.example.org:443",
        "http://localhost:3000, http://localhost:3000",
        "http://127.0.0.1:1, http://127.0.0.1:1",
        "http://[::1]:65535, http://[::1]:65535",
        "https://a_b.example, https://a_b.example",
        "capacitor://localhost, capacitor://localhost",
        "chrome-extension://abcdefgh, chrome-extension://abcdefgh"
    })
    void anOriginIsReadAsBrowsersWriteIt(String text, String value) {
        assertThat(Origin.parse(text)).contains(new Origin(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "app.example.org",
                "//app.example.org",
                "https://",
                "https://*",
                "https://*.example.org",
                "https://app.example.org/",
                "https://app.example.org/app",
                "https://app.example.org?x",
                "https://app.example.org#x",
                "https://me@app.example.org",
                "https://app.example.org:",
                "https://app.example.org:0",
                "https://app.example.org:0443",
                "https://app.example.org:65536",
                "https://app.example.org:99999999999",
                "https://bücher.example",
                "https://[::1",
                "file://",
                " https://app.example.org",
                "https://app.example.org\n"
            })
    void anythingElseIsNone(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noiseIsNoOriginOrOneThatReadsAsItself(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            String start = random.nextBoolean() ? "http://a" : "";
            Origin.parse(start + noise(random)).ifPresent(origin -> {
                assertThat(Origin.parse(origin.value())).contains(origin);
                URI uri = URI.create(origin.value());
                assertThat(uri.getPath() + uri.getQuery() + uri.getFragment() + uri.getUserInfo())
                        .isEqualTo("nullnullnull");
            });
        }
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
