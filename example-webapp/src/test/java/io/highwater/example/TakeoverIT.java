package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A connection that died without telling: the server still waits for its bytes when the client is back. */
@Isolated("measures time")
class TakeoverIT {

    private static final int SIZE = 5 << 20;
    private static final int SENT = 3_000_000;
    private static final Payload PAYLOAD = new Payload(11, SIZE);

    @RegisterExtension
    final Servers servers = new Servers();

    private ExampleJar server;
    private ChunkClient client;
    private String upload;

    @BeforeEach
    void start() throws IOException {
        server = servers.start();
        client = server.client();
        upload = client.create(SIZE);
        client.offset(upload); // the client's first request costs it most
    }

    @Test
    void headAnswersWithinASecondWithAnOffsetThatTheOldConnectionCannotChange() throws IOException {
        try (RawHttp silent = silentWriter()) {
            long asked = System.nanoTime();
            long offset = client.offset(upload);
            Duration waited = Duration.ofNanos(System.nanoTime() - asked);
            System.out.println("HEAD took over in " + waited.toMillis() + " ms");
            assertThat(waited).isLessThan(Duration.ofSeconds(1));
            assertThat(offset).isEqualTo(SENT);

            requireRefused(silent);
            assertThat(client.offset(upload)).isEqualTo(SENT);
            finishFrom(SENT);
        }
    }

    @Test
    void anAppendGoesOnAtOnceWithoutAskingFirst() throws IOException {
        try (RawHttp silent = silentWriter()) {
            assertThat(client.put(upload, SENT, PAYLOAD.slice(SENT, SENT + 1000)))
                    .isEqualTo(SENT + 1000);
            requireRefused(silent);
            finishFrom(SENT + 1000);
        }
    }

    @Test
    void anAppendMayBeginBeforeWhatTheOldConnectionBrought() throws IOException {
        try (RawHttp silent = silentWriter()) {
            assertThat(client.put(upload, 0, PAYLOAD.slice(0, SENT + 1))).isEqualTo(SENT + 1);
            requireRefused(silent);
            finishFrom(SENT + 1);
        }
    }

    @Test
    void lookingTakesNothingOver() throws IOException {
        try (RawHttp silent = silentWriter()) {
            assertThat(client.peek(upload)).isLessThanOrEqualTo(SENT);
            Answer answer = silent.body(PAYLOAD.slice(SENT, SIZE)).answer().require(200);
            assertThat(answer.number("committed")).isEqualTo(SIZE);
        }
    }

    private RawHttp silentWriter() throws IOException {
        RawHttp silent = RawHttp.connect(server.base());
        silent.head("PUT " + upload + "?offset=0", "Content-Length: " + SIZE);
        silent.body(PAYLOAD.slice(0, SENT));
        await().until(() -> servers.bytesOnDisk(upload) >= SENT);
        return silent;
    }

    /** Sends other bytes than the upload's on the old connection, which must end without a 2xx. */
    private static void requireRefused(RawHttp old) throws IOException {
        byte[] other = new byte[SIZE - SENT];
        Arrays.fill(other, (byte) 'x');
        int status;
        try {
            status = old.body(other).answer().status();
        } catch (SocketException | EOFException endedWithoutAWord) {
            return;
        }
        assertThat(status).isGreaterThanOrEqualTo(400);
    }

    private void finishFrom(long offset) throws IOException {
        assertThat(client.putRest(upload, PAYLOAD, offset, 1 << 20)).isEqualTo(SIZE);
        client.complete(upload);
        assertThat(client.sha256(upload)).isEqualTo(PAYLOAD.sha256());
    }
}
