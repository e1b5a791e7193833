package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.Answer;
import io.highwater.example.Payload;
import io.highwater.example.ServerProcess;
import io.highwater.example.Servers;
import io.highwater.store.file.Mount;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full, turns read-only or goes away, and comes back while the server runs. */
class TroubledDiskIT {

    private static final int CHUNK = 1 << 20;
    private static final Bytes BYTES = Bytes.all(new Payload(11, 8 * CHUNK));
    private static final Duration RECOVERY = Duration.ofSeconds(5); // promised
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    private final Http http = new Http();
    private Tally tally = new Tally("");
    private ServerProcess server;
    private String upload = "";
    private long acknowledged;

    private Path mounted;

    @BeforeEach
    void nameTheDisk() {
        mounted = directory.resolve("mounted");
    }

    /** Threat T14: what needs no space goes on, and all does when there is some again, without a restart. */
    @Test
    void a_full_disk_takes_nothing_and_is_written_to_again_once_there_is_space() throws Exception {
        Path image = Mount.image("ext4", directory.resolve("image"), 64L << 20);
        try (Mount disk = Mount.orSkip(mounted, "-o", "loop", image.toString());
                ServerProcess running =
                        begin("a full disk, then space", disk.directory().resolve("data"))) {
            String unwanted = create().require(201).field("Location");
            String whole = create(CHUNK).require(201).field("Location");
            send(Protocol.CHUNK.append(at(whole), new Piece(0, BYTES.at(0, CHUNK), false, false)))
                    .require(200);
            assertThat(create(1L << 40).status()).as("a length beyond the disk").isEqualTo(507);
            Path ballast = disk.directory().resolve("ballast");
            fill(ballast);

            assertThat(put().status()).isEqualTo(507);
            assertThat(create(1).status()).isEqualTo(507);
            assertTold();
            send(Protocol.CHUNK.finish(at(whole), CHUNK)).require(200);
            assertThat(send(Protocol.CHUNK.delete(at(unwanted))).status()).isEqualTo(204);
            Files.delete(ballast);
            long freed = System.nanoTime();
            await().atMost(RECOVERY).pollInterval(Duration.ofMillis(50)).until(this::append);
            tally.note("writes after space came", (System.nanoTime() - freed) / 1_000_000 + " ms");
            create(1).require(201);
            finish();
        }
    }

    @Test
    void a_disk_that_turns_read_only_takes_nothing() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess running = begin("a disk that turns read-only, and back", data)) {
            try (Mount readOnly = Mount.orSkip(data, "--bind", data.toString())) {
                List<String> remount = List.of("mount", "-o", "remount,bind,ro", data.toString());
                assertThat(Mount.run(remount)).as("on " + readOnly.directory()).isZero();
                assertThat(put().status()).isEqualTo(503);
                assertThat(create().status()).isEqualTo(503);
                requireNotForgotten();
            }
            await().atMost(PATIENCE).until(this::append);
            finish();
        }
    }

    @Test
    void a_store_that_is_unmounted_is_neither_made_again_nor_forgotten() throws Exception {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Mount disk = Mount.orSkip(mounted, "--bind", kept.toString());
        try (ServerProcess running = begin("a store that is unmounted, and back", mounted.resolve("data"))) {
            assertThat(Mount.run(List.of("umount", "-l", mounted.toString()))).isZero();
            requireUnavailable();
            assertThat(mounted).isEmptyDirectory();
            disk = Mount.orSkip(mounted, "--bind", kept.toString());
            await().atMost(PATIENCE).until(this::append);
            finish();
        } finally {
            Mount.run(List.of("umount", disk.directory().toString()));
        }
    }

    @Test
    void a_store_that_is_moved_away_is_neither_made_again_nor_forgotten() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess running = begin("a store that is moved away, and back", data)) {
            Files.move(data, directory.resolve("elsewhere"));
            requireUnavailable();
            assertThat(data).doesNotExist();
            Files.move(directory.resolve("elsewhere"), data);
            await().atMost(PATIENCE).until(this::append);
            finish();
        }
    }

    @Test
    void a_store_that_is_deleted_is_not_made_again() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess running = begin("a store that is deleted", data)) {
            Servers.delete(data);
            requireUnavailable();
            assertThat(data).doesNotExist();
            assertThat(running.isAlive()).isTrue();
        }
    }

    private ServerProcess begin(String scenario, Path data) throws IOException {
        tally = ledger.row(scenario)
                .count(Column.ROUNDS)
                .count(Column.FAULTS)
                .add(Column.LOST, 0)
                .add(Column.WRONG, 0)
                .add(Column.STUCK, 0);
        server = Highwater.program().start(data);
        try {
            upload = create().require(201).field("Location");
            assertThat(append()).isTrue();
            return server;
        } catch (IOException | RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    private URI at(String path) {
        return server.base().resolve(path);
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        return http.send(request);
    }

    private Answer put() throws IOException {
        Piece piece = new Piece(acknowledged, BYTES.at(acknowledged, CHUNK), false, false);
        return send(Protocol.CHUNK.append(at(upload), piece));
    }

    private boolean append() throws IOException {
        Answer answer = put();
        if (answer.status() != 200) {
            assertThat(answer.status()).isIn(503, 507);
            return false;
        }
        acknowledged = answer.number("committed");
        tally.add(Column.ACKNOWLEDGED, CHUNK);
        return true;
    }

    private Answer create() throws IOException {
        return create(BYTES.size());
    }

    private Answer create(long length) throws IOException {
        return send(Protocol.CHUNK.create(at("/uploads"), length, Piece.none(0, false)));
    }

    private void assertTold() throws IOException {
        Answer head = send(Protocol.CHUNK.head(at(upload))).require(200);
        assertThat(head.field("Upload-Offset")).isEqualTo(Long.toString(acknowledged));
    }

    /** What was acknowledged is told, or that it cannot be told now. */
    private void requireNotForgotten() throws IOException {
        if (send(Protocol.CHUNK.head(at(upload))).status() != 503) {
            assertTold();
        }
    }

    private void requireUnavailable() throws IOException {
        requireNotForgotten();
        assertThat(put().status()).isEqualTo(503);
        assertThat(create().status()).isEqualTo(503);
        assertThat(send(Protocol.CHUNK.delete(at(upload))).status()).isEqualTo(503);
        requireNotForgotten();
    }

    private void finish() throws IOException {
        assertTold();
        while (acknowledged < BYTES.size()) {
            assertThat(append()).isTrue();
        }
        send(Protocol.CHUNK.finish(at(upload), BYTES.size())).require(200);
        long wrong = http.differing(HttpRequest.newBuilder(at(upload + "/content")), BYTES);
        tally.add(Column.WRONG, wrong);
        assertThat(wrong).isZero();
    }

    /** Takes all the space that there is. */
    private static void fill(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (byte[] bytes = new byte[4096]; ; ) {
                out.write(bytes);
            }
        } catch (IOException full) {
            if (Files.getFileStore(ballast).getUsableSpace() >= 4096) {
                throw full;
            }
        }
    }
}
