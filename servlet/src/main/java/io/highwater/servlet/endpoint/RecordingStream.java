package io.highwater.servlet.endpoint;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** A response's stream that remembers what goes through. */
final class RecordingStream extends ServletOutputStream {

    private final ServletOutputStream out;
    private final BodyRecord record;
    private boolean closed;

    RecordingStream(ServletOutputStream out, BodyRecord record) {
        this.out = out;
        this.record = record;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (!closed) {
            record.write(bytes, from, count);
        }
        record.send(() -> out.write(bytes, from, count));
    }

    @Override
    public void flush() throws IOException {
        record.send(out::flush);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        record.send(out::close);
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    /** {@inheritDoc} Once a container has reported an error it wants no more bytes: the body is not to be had whole. */
    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                listener.onWritePossible();
            }

            @Override
            public void onError(Throwable error) {
                record.unkept();
                listener.onError(error);
            }
        });
    }
}
