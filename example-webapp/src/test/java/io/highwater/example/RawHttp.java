package io.highwater.example;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1 by hand on one connection: sends as much of a request as wanted and ends as rudely as wanted. */
public final class RawHttp implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public static RawHttp connect(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawHttp(socket);
    }

    /** Sends a request line and header fields. */
    public RawHttp head(String request, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(request).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return body(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    public RawHttp body(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends bytes as one chunk of the chunked transfer coding (RFC 9112 §7.1). */
    public RawHttp chunk(byte[] bytes) throws IOException {
        body((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        body(bytes);
        return body("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    public RawHttp lastChunk() throws IOException {
        return body("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads the final response to a request that was no HEAD. */
    public Answer answer() throws IOException {
        Answer answer = next();
        while (answer.status() < 200) {
            answer = next();
        }
        return answer;
    }

    /** Reads the next response, interim or final, to a request that was no HEAD. */
    public Answer next() throws IOException {
        int code = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> fields = fields();
        byte[] content = code < 200 ? new byte[0] : content(code, fields);
        return new Answer(code, fields, new String(content, StandardCharsets.UTF_8));
    }

    /** Waits for the end of the connection; whatever comes before it is thrown away. Returns whether it was orderly. */
    public boolean awaitEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    /** Ends the connection in order, as a closed browser tab does. */
    public void fin() throws IOException {
        socket.shutdownOutput();
        socket.close();
    }

    /** Ends the connection with a reset, as a router that forgot it does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return fields;
    }

    private byte[] content(int status, Map<String, String> fields) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if ("chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
            return chunks();
        }
        String length = fields.get("content-length");
        return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server ended the connection after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
