package io.highwater.servlet;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that do file work for bodies, and the buffers that they do it with: some for what is soon done, as many
 * for what may take long, since that must not hold up the rest. Nobody else can interrupt these threads, which matters:
 * an interrupt closes a file channel. Thread-safe.
 */
final class Workers implements AutoCloseable {

    static final int BUFFER_SIZE = 1 << 20;

    private static final int GRACE_SECONDS = 10;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService threads;
    private final ExecutorService patient;
    private final Queue<byte[]> buffers;

    /** @param count how many threads of each kind there are at most */
    Workers(int count) {
        this.threads = pool(count, "highwater-worker-");
        this.patient = pool(count, "highwater-reader-");
        this.buffers = new ArrayBlockingQueue<>(count);
    }

    private static ExecutorService pool(int count, String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** As many as are useful unless another number is set. */
    static int defaultCount() {
        return Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #close} */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /** The same for a task that may read a whole upload. */
    void executeLong(Runnable task) {
        patient.execute(task);
    }

    /** A buffer, to be given back when the running step is over. */
    byte[] takeBuffer() {
        byte[] buffer = buffers.poll();
        return buffer == null ? new byte[BUFFER_SIZE] : buffer;
    }

    /** Takes a buffer back; as many are kept as there are threads of a kind. */
    void giveBuffer(byte[] buffer) {
        buffers.offer(buffer);
    }

    /** Lets running steps come to their end, for a while; interrupts nobody. */
    @Override
    public void close() {
        threads.shutdown();
        patient.shutdown();
        awaitEnd(threads);
        awaitEnd(patient);
    }

    static void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
