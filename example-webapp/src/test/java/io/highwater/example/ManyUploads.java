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
import java.util.concurrent.atomic.AtomicInteger;

/** What a test with thousands of slow uploads needs before and after them. */
public final class ManyUploads {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final int DESCRIPTORS_EACH = 3;
    private static final int DESCRIPTORS_BESIDE = 500;
    private static final int CREATORS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ManyUploads() {}

    /** Skips the test where a process may not have files enough for so many connections. */
    public static void requireDescriptors(int connections) throws IOException {
        assumeTrue(Files.exists(LIMITS), "no /proc");
        String line = Files.readAllLines(LIMITS).stream()
                .filter(text -> text.startsWith("Max open files"))
                .findFirst()
                .orElseThrow();
        String hard = line.split(" {2,}")[2]; // the JVM raises its own limit to this
        int needed = DESCRIPTORS_EACH * connections + DESCRIPTORS_BESIDE;
        boolean enough = hard.equals("unlimited") || Long.parseLong(hard) >= needed;
        assumeTrue(enough, () -> "too few file descriptors: " + line);
    }

    /** Creates uploads for a {@link Trickle}. */
    public static List<String> create(ExampleJar server, int count) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        Callable<List<String>> share = () -> {
            ChunkClient client = server.client();
            List<String> uploads = new ArrayList<>();
            while (left.getAndDecrement() > 0) {
                uploads.add(client.create(Trickle.BODY));
            }
            return uploads;
        };
        ExecutorService threads = Executors.newFixedThreadPool(CREATORS);
        try {
            List<String> all = new ArrayList<>();
            for (Future<List<String>> one : threads.invokeAll(Collections.nCopies(CREATORS, share))) {
                all.addAll(one.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    /** Returns when so many drip; fails if one was ended. */
    public static void awaitDripping(Trickle trickle, int count) {
        await().atMost(PATIENCE)
                .until(() -> trickle.dripping() == count || !trickle.ended().isEmpty());
        assertThat(trickle.ended()).isEmpty();
    }

    /** Every byte that was sent is there when the connections have ended. */
    public static void requireKept(ExampleJar server, List<Trickle.Drip> drips) {
        ChunkClient client = server.client();
        for (Trickle.Drip drip : drips) {
            await().pollDelay(Duration.ZERO).atMost(PATIENCE).until(() -> client.peek(drip.upload()) == drip.sent());
        }
    }
}
