package io.highwater.campaign;

import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.Servers;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A server that is killed and comes back over the same directory while clients go on. */
final class MortalServer {

    /** A life of the server, from start to kill. */
    record Life(int number, ExampleJar server, ChunkClient client) {}

    private static final long PATIENCE_SECONDS = 60;

    private final Servers servers;
    private final AtomicInteger acknowledgements = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Life life;
    private boolean dying;

    MortalServer(Servers servers) throws IOException {
        this.servers = servers;
        ExampleJar server = servers.start();
        this.life = new Life(0, server, server.client());
    }

    Life life() {
        lock.lock();
        try {
            return life;
        } finally {
            lock.unlock();
        }
    }

    /** A client got an answer. */
    void acknowledged() {
        acknowledgements.incrementAndGet();
    }

    int acknowledgements() {
        return acknowledgements.get();
    }

    /** Kills the server at once and starts it again. */
    void killAndRestart() throws IOException {
        Life last = life();
        setDying(true, last);
        last.server().kill();
        ExampleJar next = servers.start();
        setDying(false, new Life(last.number() + 1, next, next.client()));
    }

    /**
     * Waits for the life after {@code last}, whose connection broke.
     *
     * @throws AssertionError if nobody killed the server
     */
    Life after(Life last, IOException broken) throws InterruptedException {
        lock.lock();
        try {
            if (life == last && !dying) {
                throw new AssertionError("A connection broke although nobody killed the server.", broken);
            }
            while (life == last) {
                if (!changed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("The server did not come back.", broken);
                }
            }
            return life;
        } finally {
            lock.unlock();
        }
    }

    private void setDying(boolean value, Life now) {
        lock.lock();
        try {
            dying = value;
            life = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
