package io.highwater.campaign;

import io.highwater.example.Answer;
import io.highwater.example.Payload;
import io.highwater.example.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Sends an upload chunk by chunk, each on a connection of its own, until the server does not want any more. */
final class StoppedWriter implements Callable<StoppedWriter.End> {

    private static final int CHUNK = 256 << 10;
    private static final int PIECE = 16 << 10;

    private final URI server;
    private final String upload;
    private final Payload payload;
    private final AtomicLong acknowledged;
    private long offset;
    private long answered;

    /**
     * A writer.
     *
     * @param acknowledged what all writers of a server have been told of, in bytes
     */
    StoppedWriter(URI server, String upload, Payload payload, AtomicLong acknowledged) {
        this.server = server;
        this.upload = upload;
        this.payload = payload;
        this.acknowledged = acknowledged;
    }

    /**
     * What became of it.
     *
     * @param offset the highest that it was told
     * @param answered requests with an answer
     * @param unanswered 1 if the last one got none
     */
    record End(String upload, Payload payload, long offset, long answered, int unanswered) {}

    @Override
    public End call() throws IOException {
        while (offset < payload.size()) {
            Answer answer;
            try (RawHttp connection = RawHttp.connect(server)) {
                answer = put(connection);
            } catch (ConnectException e) {
                return end(0); // nobody listens any more, so no request was made
            } catch (IOException e) {
                return end(1);
            }
            answered++;
            boolean tells = answer.fields().containsKey("upload-offset");
            long told = tells ? Long.parseLong(answer.field("Upload-Offset")) : offset;
            acknowledged.addAndGet(told - offset);
            offset = told;
            if (answer.status() != 200) {
                answer.require(503);
                return end(0);
            }
        }
        return end(0);
    }

    private Answer put(RawHttp connection) throws IOException {
        byte[] bytes = payload.slice(offset, Math.min(payload.size(), offset + CHUNK));
        connection.head("PUT " + upload + "?offset=" + offset, "Content-Length: " + bytes.length);
        try {
            for (int at = 0; at < bytes.length; at += PIECE) {
                connection.body(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)));
            }
        } catch (IOException e) {
            return connection.answer(); // the server has answered and closed
        }
        return connection.answer();
    }

    private End end(int unanswered) {
        return new End(upload, payload, offset, answered, unanswered);
    }
}
