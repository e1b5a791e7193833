package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;

/** One request with trailers over HTTP/2 (RFC 9113), frame by frame, which the JDK's client cannot send. */
final class Http2Frames implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Http2Frames(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Sends a request as the first of its connection; returns the status. */
    int status(String[] head, byte[] body, String... trailers) throws Exception {
        frame(HEADERS, END_HEADERS, 1, block(head));
        frame(DATA, 0, 1, body);
        frame(HEADERS, END_HEADERS | END_STREAM, 1, block(trailers));
        out.flush();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == HEADERS && stream == 1) {
                MetaData.Response response = (MetaData.Response)
                        new HpackDecoder(8 << 10, System::nanoTime).decode(ByteBuffer.wrap(payload));
                return response.getStatus();
            }
        }
    }

    /** Fields, each {@code name: value}, as literals that are not indexed (RFC 7541 §6.2.2). */
    private static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ");
            block.write(0);
            for (String text : new String[] {field.substring(0, colon), field.substring(colon + 2)}) {
                block.write(text.length()); // less than 127
                block.writeBytes(text.getBytes(US_ASCII));
            }
        }
        return block.toByteArray();
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
