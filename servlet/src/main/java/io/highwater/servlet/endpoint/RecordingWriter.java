package io.highwater.servlet.endpoint;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/**
 * A response's writer that remembers the bytes of what goes through. Its {@code println} ends lines as the machine
 * does, which is what containers do but Undertow.
 */
final class RecordingWriter extends PrintWriter {

    private final PrintWriter writer;
    private final BodyRecord record;

    /** @param charset that of {@code writer} */
    RecordingWriter(PrintWriter writer, BodyRecord record, Charset charset) {
        super(new Tee(writer, new OutputStreamWriter(record, charset)));
        this.writer = writer;
        this.record = record;
    }

    /** Whether something failed that matters: that the client has gone does not while the response is kept for it. */
    @Override
    public boolean checkError() {
        return super.checkError() || (writer.checkError() && !record.isWhole());
    }

    /** Writes to both. The container's writer reports no failure. */
    private static final class Tee extends Writer {
        private final PrintWriter writer;
        private final Writer copy;
        private boolean closed;

        Tee(PrintWriter writer, Writer copy) {
            this.writer = writer;
            this.copy = copy;
        }

        @Override
        public void write(char[] chars, int from, int count) throws IOException {
            if (!closed) {
                copy.write(chars, from, count);
                copy.flush(); // its encoder holds bytes back
            }
            writer.write(chars, from, count);
        }

        @Override
        public void flush() {
            writer.flush();
        }

        @Override
        public void close() {
            closed = true;
            writer.close();
        }
    }
}
