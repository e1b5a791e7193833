package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.ExampleJar;
import io.highwater.example.Payload;
import io.highwater.example.ServerProcess;
import io.highwater.example.Servers;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that vanish behind a link which goes down, in the middle of a body: the server hears neither FIN nor RST. When the
 * link is back, so are they.
 */
class LinkIT {

    private static final int SIZE = 3_000_000;
    private static final int SENT = 1_234_567;
    private static final int ROUNDS = Size.of("links", 2, 50);
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration TAKEOVER = Duration.ofSeconds(Size.isFull() ? 1 : 5);

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Tag("T7")
    @ParameterizedTest
    @EnumSource(Way.class)
    void whoComesBackOverTheLinkTakesOverAtOnce(Way way) throws Exception {
        Tally tally = ledger.row("a link that goes down: " + way);
        try (Namespace namespace = new Namespace(way.ordinal());
                ServerProcess server = ServerProcess.start(
                        namespace.command(ExampleJar.command(data(), namespace.address())), ExampleJar.READY)) {
            URI base = URI.create(
                    "http://" + namespace.address() + ":" + server.base().getPort());
            long slowest = 0;
            for (int round = 0; round < ROUNDS; round++) {
                slowest = Math.max(slowest, vanish(namespace, base, way, new Payload(round, SIZE), tally));
            }
            tally.note("slowest takeover", slowest / 1_000_000 + " ms");
            assertThat(slowest).as("takeover in ns").isLessThan(TAKEOVER.toNanos());
            assertThat(tally.of(Column.LOST)).isZero();
            assertThat(tally.of(Column.STUCK)).isZero();
            assertThat(tally.of(Column.WRONG)).isZero();
        }
    }

    private Path data() {
        return servers.directory().resolve("data");
    }

    private long bytesOnDisk(String upload) throws IOException {
        String id = upload.substring(Math.max(upload.lastIndexOf('/'), upload.lastIndexOf('=')) + 1);
        return Files.size(data().resolve("uploads").resolve(id + ".data"));
    }

    /** One client; returns how many nanoseconds the first question took when it was back. */
    private long vanish(Namespace namespace, URI base, Way way, Payload payload, Tally tally) throws IOException {
        Uploader uploader = new Uploader(base, way, payload, PATIENCE_MILLIS);
        uploader.begin();
        long before = uploader.acknowledged();
        Piece rest = new Piece(before, payload.slice(before, SIZE), true, false);
        RawRequest append = uploader.append(rest);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(append.head());
            socket.getOutputStream().write(append.body(), 0, SENT);
            await().atMost(Duration.ofSeconds(30)).until(() -> bytesOnDisk(uploader.path()) >= before + SENT);
            namespace.pullPlug();
            socket.setSoLinger(true, 0); // its RST is lost with all else
        }
        namespace.plugIn();
        new Socket(base.getHost(), base.getPort()).close(); // it carries something again
        long asked = System.nanoTime();
        long offset = uploader.ask();
        long took = System.nanoTime() - asked;
        boolean finished = uploader.run();
        tally.count(Column.ROUNDS)
                .count(Column.FAULTS)
                .add(Column.ACKNOWLEDGED, offset)
                .add(Column.LOST, uploader.lost())
                .add(Column.STUCK, finished ? 0 : 1)
                .add(Column.WRONG, finished && !uploader.sha256(base).equals(payload.sha256()) ? 1 : 0);
        return took;
    }
}
