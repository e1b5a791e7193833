package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Now and then a new client that connects, creates an upload and sends 1 KiB, while the server is busy with others. In
 * between the server's threads are counted.
 */
final class Newcomers implements AutoCloseable {

    private static final int FIRST_AFTER_MILLIS = 1500; // when the others are there
    private static final int PAUSE_MILLIS = 100;
    private static final int BYTES = 1024;

    private final Crowd crowd;
    private final ServerUsage server;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "newcomers");
    private final Latencies latencies = new Latencies();
    private int failed;
    private double threads;

    private Newcomers(Crowd crowd, ServerUsage server) {
        this.crowd = crowd;
        this.server = server;
    }

    static Newcomers begin(Crowd crowd, ServerUsage server) {
        Newcomers newcomers = new Newcomers(crowd, server);
        newcomers.thread.start();
        return newcomers;
    }

    private void run() {
        for (int pause = FIRST_AFTER_MILLIS; !isOverAfter(pause); pause = PAUSE_MILLIS) {
            threads = Math.max(threads, server.threads());
            long begin = System.nanoTime();
            try (UploadClient client = new UploadClient(crowd.target(), crowd.made())) {
                client.append(client.create(BYTES).path(), 0, BYTES);
                latencies.add(System.nanoTime() - begin);
            } catch (IOException e) {
                failed++;
            }
        }
    }

    private boolean isOverAfter(int millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Waits for the last one, and tells how they fared. */
    Map<String, Double> end() throws IOException {
        over.countDown();
        Crowd.join(thread);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Measures.NEWCOMER_MEDIAN, latencies.percentileMillis(0.5));
        values.put(Measures.NEWCOMER_P99, latencies.percentileMillis(0.99));
        values.put(Measures.NEWCOMERS_FAILED, (double) failed);
        values.put(Measures.THREADS, threads);
        return values;
    }

    @Override
    public void close() {
        over.countDown();
    }
}
