package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of slow uploads cost no threads and hold nobody up. The heap is 64 MiB, all else is as it comes. */
class TrickleIT {

    private static final int FEW = 200;
    private static final int MANY = 2_000;
    private static final int DESCRIPTORS = 3 * MANY;
    private static final int CREATORS = 8;
    private static final Duration BESIDE_FEW = Duration.ofSeconds(3);
    private static final Duration BESIDE_MANY = Duration.ofSeconds(20); // slow bodies are committed every 15 s
    private static final Duration BAR = Duration.ofMillis(200);
    private static final int A_FEW_THREADS = 4;
    private static final int GLANCES = 5;
    private static final Path LIMITS = Path.of("/proc/self/limits");

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void twoThousandSlowUploadsHoldNobodyUp() throws Exception {
        requireDescriptors();
        ExampleJar server = servers.start();
        Trickle trickle = new Trickle(server.base());
        try (trickle) {
            trickle.add(create(server, FEW));
            awaitDripping(trickle, FEW);
            FreshUploads besideFew = FreshUploads.measure(server, BESIDE_FEW);
            ServerThreads few = ServerThreads.of(server);

            trickle.add(create(server, MANY - FEW));
            awaitDripping(trickle, MANY);
            FreshUploads besideMany = FreshUploads.measure(server, BESIDE_MANY);
            ServerThreads many = ServerThreads.of(server);
            long serving = mostServing(server);
            System.out.println("a fresh upload beside " + FEW + " slow ones: " + besideFew + "; beside " + MANY + ": "
                    + besideMany + "; " + few + ", then " + many + ", at most " + serving + " of them serving");

            assertThat(besideMany.median()).isLessThan(BAR);
            assertThat(many.others()).isLessThanOrEqualTo(few.others() + A_FEW_THREADS);
            assertThat(serving).as("threads of the container busy with uploads").isLessThanOrEqualTo(A_FEW_THREADS);
            assertThat(trickle.broken()).isEmpty();
        }
        requireKept(server, trickle.drips());
        assertThat(server.output()).doesNotContain("OutOfMemoryError");
    }

    private static void requireDescriptors() throws IOException {
        assumeTrue(Files.exists(LIMITS), "no /proc");
        String line = Files.readAllLines(LIMITS).stream()
                .filter(text -> text.startsWith("Max open files"))
                .findFirst()
                .orElseThrow();
        String hard = line.split(" {2,}")[2]; // the JVM raises its own limit to this
        boolean enough = hard.equals("unlimited") || Long.parseLong(hard) >= DESCRIPTORS + 500;
        assumeTrue(enough, () -> "too few file descriptors: " + line);
    }

    private static List<String> create(ExampleJar server, int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CREATORS);
        try {
            Callable<List<String>> share = () -> {
                ChunkClient client = server.client();
                List<String> uploads = new ArrayList<>();
                for (int i = 0; i < count / CREATORS; i++) {
                    uploads.add(client.create(Trickle.BODY));
                }
                return uploads;
            };
            List<String> all = new ArrayList<>();
            for (Future<List<String>> one : threads.invokeAll(Collections.nCopies(CREATORS, share))) {
                all.addAll(one.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private static void awaitDripping(Trickle trickle, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> trickle.dripping() == count || !trickle.broken().isEmpty());
        assertThat(trickle.broken()).isEmpty();
    }

    private static long mostServing(ExampleJar server) throws Exception {
        long most = 0;
        for (int i = 0; i < GLANCES; i++) {
            most = Math.max(most, ServerThreads.serving(server));
        }
        return most;
    }

    /** Every byte that was sent is there when the connections have ended. */
    private static void requireKept(ExampleJar server, List<Trickle.Drip> drips) {
        ChunkClient client = server.client();
        for (Trickle.Drip drip : drips) {
            await().pollDelay(Duration.ZERO)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> client.peek(drip.upload()) == drip.sent());
        }
    }
}
