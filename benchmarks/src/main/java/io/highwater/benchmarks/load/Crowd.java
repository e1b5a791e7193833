package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Connections that work at the same time, a thread each. */
public final class Crowd implements AutoCloseable {

    private static final int SWEEPERS = 8;
    private static final long STACK_BYTES = 256 << 10; // thousands of them

    private final Target target;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    /** A crowd without members. */
    public Crowd(Target target) {
        this.target = target;
    }

    /** What one connection does. */
    @FunctionalInterface
    public interface Work {
        /** Works through {@code client}, and tells how long each request took. */
        void run(int worker, UploadClient client, Latencies latencies) throws IOException;
    }

    /**
     * What came of it.
     *
     * @param seconds from when all were connected until the last had finished
     * @param latencies of all requests
     */
    public record Outcome(double seconds, Latencies latencies) {
        static Outcome none() {
            return new Outcome(0, new Latencies());
        }
    }

    Target target() {
        return target;
    }

    Set<String> made() {
        return made;
    }

    /** Lets {@code size} connections work. @throws IOException the first failure of any, when all have ended */
    public Outcome run(int size, Work work) throws IOException {
        List<UploadClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < size; i++) {
                clients.add(new UploadClient(target, made));
            }
            return run(clients, work);
        } finally {
            for (UploadClient client : clients) {
                client.close();
            }
        }
    }

    private static Outcome run(List<UploadClient> clients, Work work) throws IOException {
        Queue<IOException> failures = new ConcurrentLinkedQueue<>();
        List<Latencies> latencies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int i = 0; i < clients.size(); i++) {
            int worker = i;
            Latencies own = new Latencies();
            latencies.add(own);
            Runnable task = () -> {
                try {
                    start.await();
                    work.run(worker, clients.get(worker), own);
                } catch (IOException e) {
                    failures.add(e);
                } catch (RuntimeException | InterruptedException e) {
                    failures.add(new IOException(e));
                }
            };
            threads.add(new Thread(null, task, "client-" + i, STACK_BYTES));
        }
        threads.forEach(Thread::start);
        long begin = System.nanoTime();
        start.countDown();
        for (Thread thread : threads) {
            join(thread);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return new Outcome(seconds, Latencies.joined(latencies));
    }

    static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Deletes over HTTP all that was made. */
    @Override
    public void close() throws IOException {
        Queue<String> left = new ConcurrentLinkedQueue<>(made);
        made.clear();
        run(Math.min(SWEEPERS, left.size()), (worker, client, latencies) -> {
            for (String resource = left.poll(); resource != null; resource = left.poll()) {
                client.delete(resource);
            }
        });
    }
}
