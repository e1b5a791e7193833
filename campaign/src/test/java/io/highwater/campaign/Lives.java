package io.highwater.campaign;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The lives of a server that dies and comes back while clients go on. */
final class Lives {

    /** From one start to the next. */
    record Life(int number, URI base) {}

    private static final long PATIENCE_SECONDS = 120;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong answers = new AtomicLong();
    private Life life = new Life(0, URI.create("http://nowhere"));
    private boolean dying = true;
    private boolean counting;
    private boolean last;
    private boolean over;

    /** A new life begins. */
    void begin(URI base) {
        change(() -> {
            life = new Life(life.number() + 1, base);
            dying = false;
            counting = true;
        });
    }

    /** Connections may break from now on. What is answered nevertheless counts, as a killed process has sent it. */
    void dying() {
        change(() -> dying = true);
    }

    /** The same, but nothing counts that is read from now on: the disk may not have it. */
    void cut() {
        change(() -> {
            dying = true;
            counting = false;
        });
    }

    /** No life follows this one: clients finish what they have. */
    void last() {
        change(() -> last = true);
    }

    /** Clients give up. */
    void over() {
        change(() -> over = true);
    }

    boolean isLast() {
        return locked(() -> last);
    }

    /** How many answers were read in all lives. */
    long answers() {
        return answers.get();
    }

    /** Notes an answer of a life, if it counts. */
    void answered(Life of, Runnable note) throws IOException {
        lock.lock();
        try {
            answers.incrementAndGet();
            if (of != life || !counting) {
                throw new IOException("an answer that comes too late to count");
            }
            note.run();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection of this life may have broken because the server died. */
    boolean mayBreak(Life of) {
        return locked(() -> of != life || dying);
    }

    /** Waits for a life after {@code known}; empty if there is none. */
    Optional<Life> after(Life known) throws InterruptedException {
        lock.lock();
        try {
            while (!over && (life.number() <= known.number() || dying)) {
                if (!changed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("The server did not come back after " + known);
                }
            }
            return over ? Optional.empty() : Optional.of(life);
        } finally {
            lock.unlock();
        }
    }

    Life none() {
        return new Life(0, URI.create("http://nowhere"));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean locked(BooleanSupplier question) {
        lock.lock();
        try {
            return question.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
