package io.highwater.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's own threads: they keep no process alive and are never interrupted, which would close file channels. */
final class Daemon {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private Daemon() {}

    static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Waits for the end of an executor that was shut down, at most {@code seconds}; shorter if interrupted. */
    static void await(ExecutorService executor, long seconds) {
        try {
            boolean ended = executor.awaitTermination(seconds, TimeUnit.SECONDS);
            if (!ended) {
                LOG.warn("a task outlives the engine: {}", executor);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a task with the thread's interruption put off, as it would close the file channels that the task uses. */
    static void uninterrupted(Runnable task) {
        boolean interrupted = Thread.interrupted();
        try {
            task.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
