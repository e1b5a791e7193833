package io.highwater.servlet.endpoint;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Finds the end of a request: when the endpoint has returned, and its asynchronous work, if it began any, is complete.
 */
final class AsyncEnd implements AsyncListener {

    private final List<Closeable> held;
    private boolean pending;
    private @Nullable Runnable action;

    /** @param held what is closed then */
    AsyncEnd(List<Closeable> held) {
        this.held = held;
    }

    /** A call of startAsync, which makes the container forget the listeners of earlier ones. */
    void await(AsyncContext async) {
        synchronized (this) {
            pending = true;
        }
        async.addListener(this);
    }

    void chainReturned(Runnable last) {
        synchronized (this) {
            action = last;
            if (pending) {
                return;
            }
        }
        end(last);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        Runnable last;
        synchronized (this) {
            pending = false;
            last = action;
        }
        if (last != null) {
            end(last);
        }
    }

    private void end(Runnable last) {
        held.forEach(AsyncEnd::close);
        last.run();
    }

    private static void close(Closeable held) {
        try {
            held.close();
        } catch (IOException | RuntimeException e) { // what comes last must come
            LoggerFactory.getLogger(AsyncEnd.class).warn("What a request held was not freed", e);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // completes
    }

    @Override
    public void onError(AsyncEvent event) {
        // completes
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // comes with another await
    }
}
