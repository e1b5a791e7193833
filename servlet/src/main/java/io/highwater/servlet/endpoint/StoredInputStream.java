package io.highwater.servlet.endpoint;

import io.highwater.session.UploadException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body that is all there. It is always ready until it ends. A {@link ReadListener} is called on the container's
 * threads by its rules: {@code onDataAvailable} once, as {@code isReady} never says that there is nothing now, and
 * {@code onAllDataRead} when all is read, by whatever thread.
 */
final class StoredInputStream extends ServletInputStream {

    private final InputStream in;
    private final long size;
    private final HttpServletRequest request;
    private long position;
    private @Nullable Readers readers;

    /** @param size how many bytes {@code in} has to have */
    StoredInputStream(InputStream in, long size, HttpServletRequest request) {
        this.in = new BufferedInputStream(in);
        this.size = size;
        this.request = request;
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, into.length);
        if (position == size) {
            tellEnd();
            return -1;
        }
        int read = take(into, from, count);
        position += read;
        if (position == size && readers != null) {
            readers.drained();
        }
        return read;
    }

    private int take(byte[] into, int from, int count) throws IOException {
        int read;
        try {
            read = in.read(into, from, (int) Math.min(count, size - position));
        } catch (UploadException e) {
            throw new IOException("the body is not there any more", e);
        }
        if (read < 0) {
            throw new EOFException("the body ends after " + position + " of " + size + " bytes");
        }
        return read;
    }

    @Override
    public synchronized int available() {
        return (int) Math.min(size - position, Integer.MAX_VALUE);
    }

    @Override
    public synchronized boolean isFinished() {
        return position == size;
    }

    @Override
    public synchronized boolean isReady() {
        tellEnd();
        return readers == null || position < size;
    }

    private void tellEnd() {
        if (readers != null && position == size) {
            readers.ended();
        }
    }

    @Override
    public synchronized void setReadListener(ReadListener listener) {
        Objects.requireNonNull(listener, "listener");
        if (readers != null) {
            throw new IllegalStateException("a ReadListener has been set");
        }
        if (!request.isAsyncStarted()) {
            throw new IllegalStateException("startAsync has not been called");
        }
        readers = new Readers(listener, request.getAsyncContext());
        readers.begin(position == size);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * Calls a listener: never two calls at once, none after the last. When it has the last bytes itself, it is told on
     * its return from the call; another thread that has them may not have dealt with them before it asks for more.
     */
    private static final class Readers {
        private final ReadListener listener;
        private final AsyncContext async;
        private @Nullable Thread caller;
        private boolean finished;
        private boolean ending;

        Readers(ReadListener listener, AsyncContext async) {
            this.listener = listener;
            this.async = async;
        }

        void begin(boolean atEnd) {
            if (atEnd) {
                ended();
            } else {
                async.start(this::offer);
            }
        }

        /** The last bytes have been read. */
        synchronized void drained() {
            finished |= Thread.currentThread() == caller;
        }

        /** Somebody has seen the end. */
        synchronized void ended() {
            finished = true;
            if (caller == null && !ending) {
                ending = true;
                async.start(this::end);
            }
        }

        private void offer() {
            call(Thread.currentThread());
            boolean alive = called(listener::onDataAvailable);
            if (returned(alive)) {
                end();
            }
        }

        private synchronized void call(Thread thread) {
            caller = thread;
        }

        /** Whether the end is to be told now. */
        private synchronized boolean returned(boolean alive) {
            caller = null;
            boolean tell = alive && finished && !ending;
            ending |= tell || !alive;
            return tell;
        }

        private void end() {
            called(listener::onAllDataRead);
        }

        private boolean called(Callback callback) {
            try {
                callback.run();
                return true;
            } catch (Throwable t) { // what containers catch here
                listener.onError(t);
                return false;
            }
        }

        private interface Callback {
            void run() throws IOException;
        }
    }
}
