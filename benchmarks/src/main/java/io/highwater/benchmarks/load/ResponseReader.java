package io.highwater.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.TreeMap;

/** Reads HTTP/1.1 responses off a connection. Interim responses are passed over. */
final class ResponseReader {

    private static final int BUFFER_BYTES = 8 << 10;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

    ResponseReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The next response, to a request of {@code method}; {@code nanos} is left 0. */
    Response read(String method) throws IOException {
        while (true) {
            int status = Integer.parseInt(line().substring(9, 12));
            Map<String, String> fields = fields();
            if (status >= 200) {
                boolean empty = method.equals("HEAD") || status == 204 || status == 304;
                return new Response(status, fields, empty ? "" : content(fields), 0);
            }
        }
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private String content(Map<String, String> fields) throws IOException {
        StringBuilder content = new StringBuilder();
        if ("chunked".equalsIgnoreCase(fields.get("Transfer-Encoding"))) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                take(size, content);
                line();
            }
            line();
        } else {
            take(Integer.parseInt(fields.getOrDefault("Content-Length", "0")), content);
        }
        return content.toString();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
    }

    private void take(int count, StringBuilder to) throws IOException {
        for (int i = 0; i < count; i++) {
            to.append((char) next());
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = next(); c != '\n'; c = next()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private int next() throws IOException {
        while (!buffer.hasRemaining()) {
            int read = channel.read(buffer.clear());
            buffer.flip();
            if (read < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return buffer.get() & 0xff;
    }
}
