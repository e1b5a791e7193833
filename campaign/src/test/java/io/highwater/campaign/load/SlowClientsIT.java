package io.highwater.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.campaign.Column;
import io.highwater.campaign.Ledger;
import io.highwater.campaign.Size;
import io.highwater.campaign.Tally;
import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.ManyUploads;
import io.highwater.example.Payload;
import io.highwater.example.Servers;
import io.highwater.example.Trickle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * T15: clients that are slower than {@code min-body-rate} are cut, of each protocol in its way, and slow nobody down.
 * Speed is measured before, beside and after them, as the pace of a machine changes.
 */
class SlowClientsIT {

    private static final int CLIENTS = Size.of("slow-clients", 50, 500);
    private static final int ALONE = Size.of("slow-clients.alone", 3, 40);
    private static final Trickle.Pace SLOW = new Trickle.Pace(100, Integer.MAX_VALUE);
    private static final byte[] HEALTHY = new Payload(1, 16 << 20).all();
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern TOLD = Pattern.compile("(?is)HTTP/1.1 408 .*\\r\\nUpload-Offset: (\\d+)\\r\\n.*");

    /** How the bodies are sent, in turn. */
    private static final List<Function<String, Trickle.Request>> PROTOCOLS = List.of(
            Trickle.Request::put,
            upload -> patch(
                    upload,
                    "Tus-Resumable: 1.0.0",
                    "Upload-Offset: 0",
                    "Content-Type: application/offset+octet-stream"),
            upload -> patch(
                    upload, "Upload-Complete: ?1", "Upload-Offset: 0", "Content-Type: application/partial-upload"));

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void slowClientsAreCutAndHealthyOnesKeepTheirSpeed() throws Exception {
        Tally tally = ledger.row(CLIENTS + " clients at " + SLOW.piece() + " B/s");
        ManyUploads.requireDescriptors(CLIENTS);
        ExampleJar server = Size.isFull() ? servers.start() : servers.start("--body-rate-window", "5s");
        ChunkClient client = server.client();
        List<String> uploads = ManyUploads.create(server, CLIENTS);
        upload(client, new Latencies()); // the server's own first request
        Latencies alone = new Latencies();
        Latencies beside = new Latencies();
        Trickle trickle = new Trickle(server.base(), SLOW);
        try (trickle) {
            uploadUntil(() -> alone.count() == ALONE, client, alone);
            trickle.add(IntStream.range(0, CLIENTS)
                    .mapToObj(i -> PROTOCOLS.get(i % PROTOCOLS.size()).apply(uploads.get(i)))
                    .toList());
            uploadUntil(() -> trickle.ended().size() >= CLIENTS, client, beside);
            uploadUntil(() -> alone.count() == 2 * ALONE, client, alone);
        }
        requireEnds(uploads, trickle.ended());
        requireKept(client, trickle, tally);

        double longest = trickle.ended().stream()
                .mapToDouble(end -> end.after().toMillis() / 1e3)
                .max()
                .orElseThrow();
        double share = alone.millis(50) / beside.millis(50);
        tally.count(Column.ROUNDS)
                .note("all were cut within", String.format(Locale.ROOT, "%.1f s", longest))
                .note("16 MiB alone", alone.toString())
                .note("beside them", beside.toString())
                .note("share of the speed", String.format(Locale.ROOT, "%.0f %%", 100 * share));
        assertThat(tally.of(Column.LOST)).as("acknowledged and lost").isZero();
        if (Size.isFull()) {
            assertThat(longest).as("seconds until the last was cut").isLessThanOrEqualTo(90);
            assertThat(share).as("share of the speed").isGreaterThanOrEqualTo(0.9);
        }
    }

    private static Trickle.Request patch(String upload, String... fields) {
        return new Trickle.Request(upload, "PATCH " + upload, List.of(fields));
    }

    private static void uploadUntil(BooleanSupplier enough, ChunkClient client, Latencies took) {
        await().pollDelay(Duration.ZERO).pollInterval(BETWEEN).atMost(PATIENCE).until(() -> {
            upload(client, took);
            return enough.getAsBoolean();
        });
    }

    private static void upload(ChunkClient client, Latencies took) throws IOException {
        String upload = client.create(HEALTHY.length);
        long start = System.nanoTime();
        assertThat(client.put(upload, 0, HEALTHY)).isEqualTo(HEALTHY.length);
        took.since(start);
        client.cancel(upload);
    }

    /** A client of the chunk protocol was told, the others were left without a response. */
    private static void requireEnds(List<String> uploads, List<Trickle.End> ends) {
        Map<String, Trickle.End> byUpload = ends.stream().collect(Collectors.toMap(Trickle.End::upload, end -> end));
        assertThat(byUpload.keySet()).containsExactlyInAnyOrderElementsOf(uploads);
        for (int i = 0; i < CLIENTS; i++) {
            Trickle.End end = byUpload.get(uploads.get(i));
            if (i % PROTOCOLS.size() == 0) {
                assertThat(end.said()).as(end::toString).matches(TOLD);
            } else {
                assertThat(end.said()).as(end::toString).isEmpty();
            }
        }
    }

    /** What was told is there; the others kept what came, too. */
    private static void requireKept(ChunkClient client, Trickle trickle, Tally tally) throws IOException {
        Map<String, Long> told =
                trickle.ended().stream().collect(Collectors.toMap(Trickle.End::upload, end -> told(end)));
        List<Long> missing = new ArrayList<>();
        for (Trickle.Drip drip : trickle.drips()) {
            long offset = client.offset(drip.upload());
            assertThat(offset).isPositive().isLessThanOrEqualTo(drip.sent());
            long acknowledged = told.get(drip.upload());
            tally.add(Column.ACKNOWLEDGED, acknowledged).add(Column.LOST, Math.max(0, acknowledged - offset));
            missing.add(drip.sent() - offset);
        }
        tally.note(
                "sent last and not kept",
                "at most " + missing.stream().max(Long::compare).orElseThrow() + " bytes");
    }

    private static long told(Trickle.End end) {
        Matcher matcher = TOLD.matcher(end.said());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
