package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.HttpLine.Head;
import io.highwater.servlet.Wire.Ask;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Floods over HTTP/2: requests that are begun and reset (CVE-2023-44487), heads without end, frames that want answers. */
class ResetFloodTest {

    private static final int STREAMS = 1_000;
    private static final int SIZE = 1_000_000;
    private static final byte[] SOME = new byte[100];

    static Stream<Arguments> wiresAndContainers() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, container)));
    }

    @Tag("A11")
    @ParameterizedTest
    @MethodSource("wiresAndContainers")
    void afterAFloodTheUploadGoesOnAndNothingIsHeld(Wire wire, Container container) throws Exception {
        try (FilterSite site = FilterSite.on(container).start()) {
            String upload = wire.begin(site.port(), SIZE);
            for (boolean last : new boolean[] {false, true}) {
                try (Http2Call call = new Http2Call(site.port(), head(wire.state(upload)))) {
                    call.flood(head(wire.append(upload, 0, last)), SOME, STREAMS);
                }
            }

            assertThat(wire.offset(site.port(), upload)).isBetween(0L, 2L * STREAMS * SOME.length);
            await().atMost(Duration.ofSeconds(20)).until(() -> hasGoneOn(wire, site.port(), upload));
            assertThat(wire.offset(site.port(), upload)).isEqualTo(SIZE);
            for (int i = 0; i < 20; i++) {
                String other = wire.begin(site.port(), 100);
                assertThat(wire.append(other, 0, false)
                                .with(SOME)
                                .at(site.port())
                                .status())
                        .isBetween(200, 299);
            }
        }
    }

    /** Not while a request of the flood is still waiting for its turn, which moves the offset or takes over. */
    private static boolean hasGoneOn(Wire wire, int port, String upload) throws IOException {
        long offset = wire.offset(port, upload);
        Ask rest = wire.append(upload, offset, true).with(new byte[(int) (SIZE - offset)]);
        int status = rest.at(port).status();
        assertThat(status).matches(told -> told == 409 || told / 100 == 2);
        return status != 409;
    }

    @Tag("A12")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aHeadWithoutEndAndFramesThatWantAnswersEndNothingButTheirConnection(Container container) throws Exception {
        try (FilterSite site = FilterSite.on(container).start()) {
            String upload = Wire.CHUNK.begin(site.port(), SIZE);
            String other = Wire.CHUNK.begin(site.port(), SIZE);
            Head ofOther = head(Wire.CHUNK.state(other));
            try (Http2Call running = new Http2Call(site.port(), head(Wire.CHUNK.append(upload, 0, false)));
                    Http2Call endless = new Http2Call(site.port(), ofOther);
                    Http2Call nagging = new Http2Call(site.port(), ofOther)) {
                running.send(SOME);
                endless.endlessHead(head(Wire.CHUNK.append(other, 0, false)), 20_000);
                nagging.nag(20_000);
                running.send(SOME);
                assertThat(running.finish().orElseThrow().status()).isEqualTo(200);
            }
            assertThat(site.request("POST", "/uploads").status()).isEqualTo(201);
            assertThat(Wire.CHUNK.offset(site.port(), upload)).isEqualTo(2L * SOME.length);
            await().atMost(Duration.ofSeconds(20)).until(() -> hasGoneOn(Wire.CHUNK, site.port(), upload));
        }
    }

    private static Head head(Ask ask) {
        return new Head(ask.method(), ask.target(), OptionalLong.empty(), ask.fields());
    }
}
