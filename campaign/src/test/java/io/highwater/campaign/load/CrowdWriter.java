package io.highwater.campaign.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of a crowd of clients: sends chunk after chunk to an upload of its own over one connection, listens while it
 * sends, and comes back when it was told to.
 */
final class CrowdWriter implements Runnable {

    private static final byte[] CHUNK = new byte[512 << 10];
    private static final int PIECE = 16 << 10;
    private static final int PATIENCE_MILLIS = 60_000;

    private final URI server;
    private final String upload;
    private final Crowd crowd;
    private @Nullable Socket socket;
    private long acknowledged;

    CrowdWriter(URI server, String upload, Crowd crowd) {
        this.server = server;
        this.upload = upload;
        this.crowd = crowd;
    }

    /** An answer, as far as it matters. */
    private record Heard(int status, String head, String body) {}

    String upload() {
        return upload;
    }

    /** The offset that the server told last. To be asked when the writer has ended. */
    long acknowledged() {
        return acknowledged;
    }

    @Override
    public void run() {
        try {
            while (!crowd.isOver()) {
                round();
            }
        } finally {
            close();
        }
    }

    private void round() {
        long start = System.nanoTime();
        try {
            Heard heard = put();
            if (heard.status == 503) {
                crowd.refused().since(start);
                close();
                crowd.awaitEnd(Long.parseLong(field(heard, "retry-after")), TimeUnit.SECONDS);
            } else if (heard.status == 200) {
                told(Long.parseLong(field(heard, "upload-offset")));
                crowd.took(CHUNK.length);
            } else {
                throw new AssertionError("a surprising answer: " + heard);
            }
        } catch (IOException e) {
            close();
            crowd.unanswered(e);
        }
    }

    private void told(long offset) {
        if (offset != acknowledged + CHUNK.length) {
            throw new AssertionError(upload + " is at " + offset + " after a chunk was taken at " + acknowledged);
        }
        acknowledged = offset;
    }

    private Heard put() throws IOException {
        Socket connection = connection();
        InputStream in = new BufferedInputStream(connection.getInputStream(), 1024);
        String head = "PUT " + upload + "?offset=" + acknowledged + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                + CHUNK.length + "\r\n\r\n";
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        try {
            for (int at = 0; at < CHUNK.length && in.available() == 0; at += PIECE) {
                connection.getOutputStream().write(CHUNK, at, Math.min(PIECE, CHUNK.length - at));
            }
        } catch (IOException e) { // the server has closed; what it said may be there
            return answer(in);
        }
        return answer(in);
    }

    private Socket connection() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(server.getHost(), server.getPort());
            open.setTcpNoDelay(true);
            open.setSoTimeout(PATIENCE_MILLIS);
            socket = open;
        }
        return open;
    }

    private static Heard answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection ended after: " + head);
            }
            head.append((char) c);
        }
        Heard heard = new Heard(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
        byte[] body = in.readNBytes(Integer.parseInt(field(heard, "content-length")));
        return new Heard(heard.status, heard.head, new String(body, StandardCharsets.UTF_8));
    }

    private static String field(Heard heard, String name) {
        return heard.head
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .findFirst()
                .map(line -> line.substring(name.length() + 1).strip())
                .orElseThrow(() -> new AssertionError("no " + name + " in " + heard));
    }

    private void close() {
        try (Socket closing = socket) {
            socket = null;
        } catch (IOException e) {
            crowd.unanswered(e);
        }
    }
}
