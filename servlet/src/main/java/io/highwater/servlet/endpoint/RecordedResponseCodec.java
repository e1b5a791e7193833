package io.highwater.servlet.endpoint;

import io.highwater.servlet.endpoint.RecordedResponse.Body;
import io.highwater.servlet.endpoint.RecordedResponse.Content;
import io.highwater.servlet.endpoint.RecordedResponse.ErrorPage;
import io.highwater.servlet.endpoint.RecordedResponse.Unkept;
import io.highwater.store.Crc32c;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link RecordedResponse} as bytes, big-endian: magic and version (8), status (2), fields, content type, content, and
 * the CRC-32C of all that (4). A string is its number of chars, or -1 for null (4), and its chars (2 each).
 */
final class RecordedResponseCodec {

    private static final long MAGIC = 0x4857_5245_5350_0001L; // HWRESP, version 1
    private static final int BODY = 0;
    private static final int ERROR_PAGE = 1;
    private static final int UNKEPT = 2;

    private RecordedResponseCodec() {}

    static byte[] encode(RecordedResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeShort(response.status());
            out.writeInt(response.fields().size());
            for (Map.Entry<String, List<String>> field : response.fields().entrySet()) {
                write(out, field.getKey());
                out.writeInt(field.getValue().size());
                for (String line : field.getValue()) {
                    write(out, line);
                }
            }
            write(out, response.contentType());
            write(out, response.content());
            out.writeInt(Crc32c.of(ByteBuffer.wrap(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has nothing to fail with
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Content content) throws IOException {
        if (content instanceof Body body) {
            byte[] bytes = body.bytes();
            out.writeByte(BODY);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else if (content instanceof ErrorPage page) {
            out.writeByte(ERROR_PAGE);
            write(out, page.message());
        } else {
            out.writeByte(UNKEPT);
        }
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeInt(text == null ? -1 : text.length());
        if (text != null) {
            out.writeChars(text);
        }
    }

    static RecordedResponse decode(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        ByteBuffer all = ByteBuffer.wrap(bytes);
        if (end < Long.BYTES || all.getLong(0) != MAGIC || all.getInt(end) != Crc32c.of(all.slice(0, end))) {
            throw damaged(null);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end))) {
            in.readLong();
            RecordedResponse response = new RecordedResponse(in.readUnsignedShort(), fields(in), text(in), content(in));
            if (in.available() > 0) {
                throw damaged(null);
            }
            return response;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static Map<String, List<String>> fields(DataInputStream in) throws IOException {
        Map<String, List<String>> fields = new TreeMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            String name = required(in);
            List<String> lines = new ArrayList<>();
            for (int line = in.readInt(); line > 0; line--) {
                lines.add(required(in));
            }
            fields.put(name, lines);
        }
        return fields;
    }

    private static Content content(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case BODY -> new Body(bytes(in, in.readInt()));
            case ERROR_PAGE -> new ErrorPage(text(in));
            case UNKEPT -> new Unkept();
            default -> throw damaged(null);
        };
    }

    private static String required(DataInputStream in) throws IOException {
        String text = text(in);
        if (text == null) {
            throw damaged(null);
        }
        return text;
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.available() / Character.BYTES) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(in.readNBytes(length * Character.BYTES))
                .asCharBuffer()
                .toString();
    }

    private static byte[] bytes(DataInputStream in, int count) throws IOException {
        if (count < 0 || count > in.available()) {
            throw new EOFException();
        }
        return in.readNBytes(count);
    }

    private static IllegalArgumentException damaged(@Nullable Exception cause) {
        return new IllegalArgumentException("not the bytes of a recorded response", cause);
    }
}
