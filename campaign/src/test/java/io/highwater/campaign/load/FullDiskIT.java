package io.highwater.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.campaign.Column;
import io.highwater.campaign.Ledger;
import io.highwater.campaign.Tally;
import io.highwater.example.Answer;
import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.Servers;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disk that is full is told as 507, what needs no space goes on, and all does when there is space (threat T14). */
class FullDiskIT {

    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void writingGoesOnWithoutARestartWhenThereIsSpaceAgain() throws Exception {
        Tally tally = ledger.row("full disk, then space, over HTTP");
        try (SmallDisk disk = SmallDisk.orSkip(servers.directory(), 64L * MEBIBYTE);
                ExampleJar server = ExampleJar.start(disk.directory().resolve("data"))) {
            ChunkClient client = server.client();
            String upload = client.create(8 * MEBIBYTE);
            client.put(upload, 0, new byte[MEBIBYTE]);
            String whole = client.create(MEBIBYTE);
            client.put(whole, 0, new byte[MEBIBYTE]);
            String other = client.create(MEBIBYTE);
            assertThat(create(client, 1L << 40).status())
                    .as("a length beyond the disk")
                    .isEqualTo(507);

            Path filler = disk.fill();
            tally.count(Column.FAULTS).add(Column.ACKNOWLEDGED, 2 * MEBIBYTE);
            assertThat(put(client, upload).status()).isEqualTo(507);
            assertThat(create(client, 1).status()).isEqualTo(507);
            assertThat(client.offset(upload)).isEqualTo(MEBIBYTE);
            client.complete(whole);
            client.cancel(other);

            Files.delete(filler);
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> put(client, upload).status() == 200);
            double millis = (System.nanoTime() - start) / 1e6;
            tally.note("writes went on after", String.format(Locale.ROOT, "%.0f ms", millis));
            assertThat(create(client, 1).status()).isEqualTo(201);
            assertThat(client.offset(upload)).isEqualTo(2 * MEBIBYTE);
            tally.add(Column.LOST, 0).add(Column.STUCK, 0);
        }
    }

    private static Answer put(ChunkClient client, String upload) throws IOException {
        return client.answer(
                client.to(upload + "?offset=" + MEBIBYTE).PUT(BodyPublishers.ofByteArray(new byte[MEBIBYTE])));
    }

    private static Answer create(ChunkClient client, long length) throws IOException {
        return client.answer(client.to("/uploads")
                .POST(BodyPublishers.ofString("{\"length\":" + length + "}"))
                .header("Content-Type", "application/json"));
    }
}
