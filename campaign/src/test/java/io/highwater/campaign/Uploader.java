package io.highwater.campaign;

import io.highwater.example.ChunkClient;
import io.highwater.example.Payload;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that sends a file in three chunks and, whenever something goes wrong, asks how far it is and goes on. */
final class Uploader {

    /** So often may something go wrong. */
    private static final int ATTEMPTS = 12;

    private static final int CHUNKS = 3;
    private static final int MOST_PATIENCE_MILLIS = 10_000;

    private final URI server;
    private final Way way;
    private final Payload payload;
    private int patienceMillis;
    private final List<Integer> pieces = new ArrayList<>();
    private @Nullable String upload;
    private long acknowledged;
    private long lost;
    private String last = "";

    /** @param patienceMillis how long it waits for an answer before it comes again, after that twice as long, up to 10 s */
    Uploader(URI server, Way way, Payload payload, int patienceMillis) {
        this.server = server;
        this.way = way;
        this.payload = payload;
        this.patienceMillis = patienceMillis;
    }

    /** An answer; {@code Location} and such may come before it, in an interim one. */
    private record Said(int status, Map<String, String> fields, String body) {}

    /** Sends what is to be sent; false if that cannot be done, however often it tries. */
    boolean run() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                send();
                return true;
            } catch (IOException e) {
                last = e.toString();
                patienceMillis = Math.max(patienceMillis, Math.min(MOST_PATIENCE_MILLIS, 2 * patienceMillis));
            }
        }
        return false;
    }

    /** Creates the upload, and no more. */
    void begin() throws IOException {
        created();
    }

    /** Asks how far the upload is. */
    long ask() throws IOException {
        return offset();
    }

    /** The digest of what the server has of a finished upload; of the endpoint, of what that saw. */
    String sha256(URI sound) throws IOException {
        return way == Way.ENDPOINT
                ? last.replaceAll("(?s).*\"sha256\":\"([0-9a-f]*)\".*", "$1")
                : new ChunkClient(sound, "").sha256(path());
    }

    /** Bytes that an answer has acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** Acknowledged bytes of which a later answer knew nothing. */
    long lost() {
        return lost;
    }

    /** The body of the last answer, or what went wrong last. */
    String last() {
        return last;
    }

    /** How long the heads of the requests were and, between them, the bodies. */
    List<Integer> pieces() {
        return List.copyOf(pieces);
    }

    private void send() throws IOException {
        long at = upload == null ? created() : offset();
        int chunk = (int) (payload.size() / CHUNKS);
        while (at < payload.size()) {
            long end = Math.min(payload.size(), (at / chunk + 1) * chunk);
            boolean isLast = end == payload.size();
            at = acknowledged(success(append(new Piece(at, payload.slice(at, end), isLast, false))));
        }
        if (way != Way.TUS && !last.contains("sha256")) {
            success(spoken(way.protocol.finish(url(), payload.size())));
        }
    }

    /** A request that appends. */
    RawRequest append(Piece piece) {
        return spoken(way.protocol.append(url(), piece));
    }

    /** With the version that knows interim responses best. */
    private RawRequest spoken(HttpRequest.Builder request) {
        return way.protocol == Protocol.IETF
                ? RawRequest.of(request, "Upload-Draft-Interop-Version: 8")
                : RawRequest.of(request);
    }

    private URI url() {
        return server.resolve(path());
    }

    /** Where the upload is, once it is created. */
    String path() {
        if (upload == null) {
            throw new IllegalStateException("nothing was created");
        }
        return upload;
    }

    private long created() throws IOException {
        byte[] first = payload.slice(0, payload.size() / CHUNKS);
        Piece piece = new Piece(0, first, false, false);
        Said said = success(spoken(way.protocol.create(server.resolve(way.collection), payload.size(), piece)));
        upload = said.fields().getOrDefault("location", upload);
        return way == Way.CHUNK ? 0 : acknowledged(said);
    }

    private long offset() throws IOException {
        return acknowledged(success(spoken(way.protocol.head(url()))));
    }

    /** The offset that is told. */
    private long acknowledged(Said said) throws IOException {
        if (!said.fields().containsKey("upload-offset")) {
            throw new IOException("no offset in " + said);
        }
        hear(said.fields());
        return acknowledged;
    }

    /** Any answer may tell an offset, also an interim one or a refusal; none may lie below one that was told before. */
    private void hear(Map<String, String> fields) {
        String field = fields.get("upload-offset");
        if (field != null) {
            long offset = Long.parseLong(field);
            lost += Math.max(0, acknowledged - offset);
            acknowledged = offset;
        }
    }

    private Said success(RawRequest request) throws IOException {
        Said said = exchange(request);
        if (upload != null) {
            hear(said.fields());
        }
        if (said.status() > 299) {
            throw new IOException("not what was hoped for: " + said);
        }
        last = said.body();
        return said;
    }

    private Said exchange(RawRequest request) throws IOException {
        pieces.add(request.head().length);
        pieces.add(request.body().length);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            IOException broken = sent(socket, request.head(), request.body());
            try {
                return answer(new BufferedInputStream(socket.getInputStream()), request.method());
            } catch (IOException e) {
                throw broken == null ? e : broken;
            }
        }
    }

    /** Sends as far as the server wants it: it may have answered, and closed, before the end. */
    private static @Nullable IOException sent(Socket socket, byte[] head, byte[] body) {
        try {
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private Said answer(InputStream in, String method) throws IOException {
        while (true) {
            int status = Integer.parseInt(line(in).split(" ", 3)[1]);
            Map<String, String> fields = fields(in);
            if (status >= 200) {
                return new Said(status, fields, body(in, fields, status == 204 || method.equals("HEAD")));
            }
            if (upload == null && fields.containsKey("location")) {
                upload = fields.get("location");
            }
            hear(fields);
        }
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static String body(InputStream in, Map<String, String> fields, boolean none) throws IOException {
        if (none) {
            return "";
        }
        String length = fields.get("content-length");
        if (length == null) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] bytes = in.readNBytes(Integer.parseInt(length));
        if (bytes.length < Integer.parseInt(length)) {
            throw new EOFException("half of an answer");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
