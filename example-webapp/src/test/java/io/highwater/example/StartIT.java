package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("measures time")
class StartIT {

    private static final int STARTS = 3;
    private static final int SIZE = 5 << 20;
    private static final int SENT = 1_000_000;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void theFirstRequestIsAnsweredSoonAfterTheStart() throws IOException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            ExampleJar server = servers.start();
            try (RawHttp connection = RawHttp.connect(server.base())) {
                connection.head("POST /uploads", "Content-Length: 0").answer().require(201);
            }
            times.add(server.age());
            server.terminate();
        }
        System.out.println("from the start of the process to the answer of the first creation: "
                + times.stream().map(time -> time.toMillis() + " ms").collect(Collectors.joining(", ")));
        assertThat(times).allMatch(time -> time.compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    void aWrongOptionIsNamedAndNothingIsServed() {
        for (String option : List.of("max-size", "cors-origins", "expire-after")) {
            assertThatThrownBy(() -> servers.start("--" + option, "a handful"))
                    .hasMessageContaining("The server did not start: init-param " + option + " is \"a handful\"");
        }
    }

    @Test
    void aServerThatIsToldToEndKeepsWhatRunningUploadsBrought() throws IOException {
        ExampleJar first = servers.start();
        Payload payload = new Payload(3, SIZE);
        String one = first.client().create(SIZE);
        String two = first.client().create(SIZE);
        try (RawHttp writerOfOne = writer(first, one, payload);
                RawHttp writerOfTwo = writer(first, two, payload)) {
            long told = System.nanoTime();
            assertThat(first.terminate()).isIn(0, 143);
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(6));
            requireNoSuccess(writerOfOne);
            requireNoSuccess(writerOfTwo);
        }
        ChunkClient client = servers.start().client();
        for (String upload : List.of(one, two)) {
            assertThat(client.offset(upload)).isEqualTo(SENT);
            assertThat(client.putRest(upload, payload, SENT, SIZE)).isEqualTo(SIZE);
            client.complete(upload);
            assertThat(client.sha256(upload)).isEqualTo(payload.sha256());
        }
    }

    private RawHttp writer(ExampleJar server, String upload, Payload payload) throws IOException {
        RawHttp writer = RawHttp.connect(server.base());
        writer.head("PUT " + upload + "?offset=0", "Content-Length: " + SIZE).body(payload.slice(0, SENT));
        await().until(() -> servers.bytesOnDisk(upload) >= SENT);
        return writer;
    }

    private static void requireNoSuccess(RawHttp writer) {
        int status;
        try {
            status = writer.answer().status();
        } catch (IOException endedWithoutAWord) {
            return;
        }
        assertThat(status).isGreaterThanOrEqualTo(400);
    }
}
