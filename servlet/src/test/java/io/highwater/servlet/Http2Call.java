package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.highwater.servlet.RawClient.Response;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.jspecify.annotations.Nullable;

/** One request over HTTP/2 (RFC 9113), frame by frame: with trailers and ends that the JDK's client does not know. */
final class Http2Call implements HttpCall {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    /** Where the names are that Tomcat takes in no other way (RFC 7541, appendix A). */
    private static final Map<String, Integer> STATIC_TABLE =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6);

    private static final byte[] CANCEL = {0, 0, 0, 8};

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final HpackDecoder decoder = new HpackDecoder(8 << 10, System::nanoTime);

    Http2Call(int port, HttpLine.Head head) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        frame(HEADERS, END_HEADERS, 1, block(fields(head)));
    }

    private static List<String> fields(HttpLine.Head head) {
        List<String> fields = new ArrayList<>(List.of(
                ":method: " + head.method(), ":scheme: http", ":authority: localhost", ":path: " + head.target()));
        fields.addAll(List.of(head.fieldsWith()));
        return fields;
    }

    @Override
    public void send(byte[] bytes) {
        frameIfWanted(DATA, 0, bytes);
    }

    @Override
    public Optional<Response> finish() {
        frameIfWanted(DATA, END_STREAM, new byte[0]);
        return answer();
    }

    /** Ends the body with trailers. */
    Optional<Response> finishWith(String... trailers) {
        frameIfWanted(HEADERS, END_HEADERS | END_STREAM, block(List.of(trailers)));
        return answer();
    }

    @Override
    public Optional<Response> answer() {
        try {
            return Optional.of(read());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither an answer nor an end", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Response read() throws IOException {
        List<Integer> interim = new ArrayList<>();
        @Nullable Response head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (boolean ended = false; !ended; ) {
            Frame frame = next();
            if (frame.type == HEADERS) {
                Response said = head(frame.payload);
                head = said.status() < 200 ? null : said;
                if (head == null) {
                    interim.add(said.status());
                }
            } else if (frame.type == DATA) {
                body.writeBytes(frame.payload);
            }
            ended = head != null && (frame.flags & END_STREAM) != 0;
        }
        return new Response(head.status(), head.fields(), body.toByteArray(), List.copyOf(interim));
    }

    /** Reads the head of an interim response, as soon as it is there. */
    Response readInterim() throws IOException {
        for (Frame frame = next(); ; frame = next()) {
            if (frame.type == HEADERS) {
                Response head = head(frame.payload);
                if (head.status() >= 200) {
                    throw new AssertionError(head);
                }
                return head;
            }
        }
    }

    private record Frame(int type, int flags, byte[] payload) {}

    /** The next frame of the request's stream that says something. */
    private Frame next() throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            boolean ours = in.readInt() == 1;
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && (flags & ACK) == 0) {
                frameIfWanted(SETTINGS, ACK, 0, new byte[0]);
            } else if (ours && type == RST_STREAM) {
                throw new EOFException("the stream was reset");
            } else if (ours && (type == HEADERS || type == DATA)) {
                return new Frame(type, flags, payload);
            }
        }
    }

    private Response head(byte[] block) throws IOException {
        try {
            MetaData.Response response = (MetaData.Response) decoder.decode(ByteBuffer.wrap(block));
            List<String> fields = response.getHttpFields().stream()
                    .map(field -> field.getName() + ": " + field.getValue())
                    .toList();
            return new Response(response.getStatus(), fields, new byte[0], List.of());
        } catch (HpackException e) {
            throw new AssertionError(e);
        }
    }

    /** Fields, each {@code name: value}, as literals that are not indexed (RFC 7541 §6.2.2). */
    private static byte[] block(List<String> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(':', 1);
            String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            block.write(STATIC_TABLE.getOrDefault(name, 0));
            if (!STATIC_TABLE.containsKey(name)) {
                string(block, name);
            }
            string(block, field.substring(colon + 1).strip());
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        if (text.length() > 126) {
            throw new IllegalArgumentException("longer than one byte can tell: " + text);
        }
        block.write(text.length());
        block.writeBytes(text.getBytes(US_ASCII));
    }

    private void frameIfWanted(int type, int flags, byte[] payload) {
        frameIfWanted(type, flags, 1, payload);
    }

    private void frameIfWanted(int type, int flags, int stream, byte[] payload) {
        try {
            frame(type, flags, stream, payload);
        } catch (IOException e) {
            // the server has answered and closed; the answer is still to be read
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** Opens more requests like this on the same connection and resets each as soon as it has some of its body. */
    void flood(HttpLine.Head head, byte[] bytes, int count) {
        for (int stream = 3; stream < 3 + 2 * count; stream += 2) {
            frameIfWanted(HEADERS, END_HEADERS, stream, block(fields(head)));
            frameIfWanted(DATA, 0, stream, bytes);
            frameIfWanted(RST_STREAM, 0, stream, CANCEL);
        }
    }

    /** Sends a head that never ends (CVE-2024-27316), as far as the server wants it. */
    void endlessHead(HttpLine.Head head, int frames) {
        frameIfWanted(HEADERS, 0, 3, block(fields(head)));
        byte[] more = block(List.of("x-more: " + "x".repeat(100)));
        for (int i = 0; i < frames; i++) {
            frameIfWanted(CONTINUATION, 0, 3, more);
        }
    }

    /** Sends settings that want to be acknowledged and pings that want to be answered, and reads none of it. */
    void nag(int frames) {
        for (int i = 0; i < frames; i++) {
            frameIfWanted(SETTINGS, 0, 0, new byte[0]);
            frameIfWanted(PING, 0, 0, new byte[8]);
        }
    }

    @Override
    public void reset() throws IOException {
        frame(RST_STREAM, 0, 1, CANCEL);
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
