package io.highwater.campaign.load;

import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many writers at one server for a while, and somebody who asks how far an upload is. */
final class Crowd {

    private static final long HEAD_PAUSE_MILLIS = 20;

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Latencies refused = new Latencies();
    private final Latencies heads = new Latencies();

    /**
     * What came of it.
     *
     * @param bytesPerSecond acknowledged in the second half
     * @param refused how long refusals took, from the first byte of a request to the last of its answer
     * @param heads how long it took to be told an offset
     * @param unanswered connections that broke
     */
    record Outcome(double bytesPerSecond, Latencies refused, Latencies heads, long unanswered) {}

    /**
     * Has {@code size} writers come one after the other, and send until twice {@code half} is over. Fails if an upload
     * is shorter than was acknowledged.
     */
    static Outcome of(ExampleJar server, int size, Duration half) throws Exception {
        return new Crowd().run(server, size, half);
    }

    private Outcome run(ExampleJar server, int size, Duration half) throws Exception {
        ChunkClient client = server.client();
        List<CrowdWriter> writers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            writers.add(new CrowdWriter(server.base(), create(client), this));
        }
        String idle = create(client);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(() -> ask(client, idle)));
            long pause = half.toNanos() / 2 / size;
            for (int i = 0; i < size; i++) {
                CrowdWriter writer = writers.get(i);
                long delay = i * pause;
                running.add(threads.submit(() -> {
                    awaitEnd(delay, TimeUnit.NANOSECONDS);
                    writer.run();
                }));
            }
            awaitEnd(half.toMillis(), TimeUnit.MILLISECONDS);
            long before = bytes.get();
            long start = System.nanoTime();
            awaitEnd(half.toMillis(), TimeUnit.MILLISECONDS);
            double rate = (bytes.get() - before) / ((System.nanoTime() - start) / 1e9);
            over.countDown();
            for (Future<?> each : running) {
                each.get();
            }
            check(client, writers);
            client.cancel(idle);
            return new Outcome(rate, refused, heads, unanswered.get());
        } finally {
            over.countDown();
            threads.shutdown();
        }
    }

    /** An upload of a length that nobody knows. */
    private static String create(ChunkClient client) throws IOException {
        return client.answer(client.to("/uploads").POST(HttpRequest.BodyPublishers.noBody()))
                .require(201)
                .field("Location");
    }

    private Void ask(ChunkClient client, String upload) throws IOException {
        while (!isOver()) {
            long start = System.nanoTime();
            client.offset(upload);
            heads.since(start);
            awaitEnd(HEAD_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return null;
    }

    /** What was acknowledged is there; the uploads are deleted. */
    private static void check(ChunkClient client, List<CrowdWriter> writers) throws IOException {
        for (CrowdWriter writer : writers) {
            long offset = client.offset(writer.upload());
            if (offset < writer.acknowledged()) {
                throw new AssertionError(writer.upload() + " has " + offset + " of " + writer.acknowledged());
            }
            client.cancel(writer.upload());
        }
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Waits for the end of the crowd, but not longer than that. */
    void awaitEnd(long time, TimeUnit unit) {
        try {
            over.await(time, unit);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void took(int count) {
        bytes.addAndGet(count);
    }

    Latencies refused() {
        return refused;
    }

    void unanswered(IOException why) {
        if (unanswered.getAndIncrement() == 0) {
            System.out.println("a connection broke: " + why);
        }
    }
}
