package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The four ways to an upload of a {@link FilterSite}: three protocols of the servlet, and an endpoint's filter. */
enum Wire {
    CHUNK("/uploads") {
        @Override
        Ask create(long length) {
            byte[] json = (length < 0 ? "{}" : "{\"length\":" + length + "}").getBytes(UTF_8);
            return new Ask("POST", "/uploads", json, List.of("Content-Type: application/json"));
        }

        @Override
        Ask append(String upload, String offset, boolean last) {
            return Ask.of("PUT", upload + "?offset=" + offset);
        }

        @Override
        Ask state(String upload) {
            return Ask.of("HEAD", upload);
        }

        @Override
        Ask cancel(String upload) {
            return Ask.of("DELETE", upload);
        }

        @Override
        Optional<Ask> complete(String upload, long offset) {
            return Optional.of(Ask.of("POST", upload + "/complete"));
        }
    },
    TUS("/uploads") {
        @Override
        Ask create(long length) {
            String known = length < 0 ? "Upload-Defer-Length: 1" : "Upload-Length: " + length;
            return Ask.of("POST", "/uploads", VERSION, known);
        }

        @Override
        Ask append(String upload, String offset, boolean last) {
            return Ask.of(
                    "PATCH",
                    upload,
                    VERSION,
                    "Content-Type: application/offset+octet-stream",
                    "Upload-Offset: " + offset);
        }

        @Override
        Ask state(String upload) {
            return Ask.of("HEAD", upload, VERSION);
        }

        @Override
        Ask cancel(String upload) {
            return Ask.of("DELETE", upload, VERSION);
        }

        @Override
        Optional<Ask> complete(String upload, long offset) {
            return Optional.empty();
        }
    },
    IETF("/uploads"),
    FILTER("/documents");

    private static final String VERSION = "Tus-Resumable: 1.0.0";

    private final String collection;

    Wire(String collection) {
        this.collection = collection;
    }

    /** A request. */
    record Ask(String method, String target, byte[] body, List<String> fields) {

        static Ask of(String method, String target, String... fields) {
            return new Ask(method, target, new byte[0], List.of(fields));
        }

        Ask with(String... more) {
            return new Ask(
                    method,
                    target,
                    body,
                    Stream.concat(fields.stream(), Stream.of(more)).toList());
        }

        Ask with(byte[] bytes) {
            return new Ask(method, target, bytes, fields);
        }

        Response at(int port) throws IOException {
            return RawClient.request(port, method, target, body, fields.toArray(String[]::new));
        }

        /** Sends the head alone; the framing must be among the fields. */
        void begin(RawClient client) throws IOException {
            client.head(method, target, fields.toArray(String[]::new));
        }
    }

    /** Where uploads begin. */
    String collection() {
        return collection;
    }

    boolean isIetf() {
        return this == IETF || this == FILTER;
    }

    /** @param length -1 if it is not known yet */
    Ask create(long length) {
        Ask begin = Ask.of("POST", collection, "Upload-Complete: ?0", "Content-Length: 0");
        return length < 0 ? begin : begin.with("Upload-Length: " + length);
    }

    final Ask append(String upload, long offset, boolean last) {
        return append(upload, Long.toString(offset), last);
    }

    /** @param last whether it ends the upload, where the protocol has a word for that */
    Ask append(String upload, String offset, boolean last) {
        return Ask.of(
                "PATCH",
                upload,
                "Content-Type: application/partial-upload",
                "Upload-Offset: " + offset,
                "Upload-Complete: " + (last ? "?1" : "?0"));
    }

    /** Asks how far the upload is. */
    Ask state(String upload) {
        return Ask.of("HEAD", upload);
    }

    Ask cancel(String upload) {
        return Ask.of("DELETE", upload);
    }

    /** Ends an upload whose bytes are all there; empty where it has ended with them. */
    Optional<Ask> complete(String upload, long offset) {
        return Optional.of(append(upload, offset, true).with("Content-Length: 0"));
    }

    /** The URL of the upload that is named like this, which need not be. */
    String upload(String id) {
        return this == FILTER ? collection + "?upload=" + id : collection + "/" + id;
    }

    /** The id in an upload's URL. */
    static String id(String upload) {
        return upload.substring(Math.max(upload.lastIndexOf('/'), upload.lastIndexOf('=')) + 1);
    }

    /** Creates an upload; returns its URL. */
    String begin(int port, long length, String... fields) throws IOException {
        Response created = create(length).with(fields).at(port);
        if (created.status() != 201) {
            throw new AssertionError(created);
        }
        return created.field("Location").orElseThrow();
    }

    /** The offset that the server names; it takes over from whoever writes. */
    long offset(int port, String upload, String... fields) throws IOException {
        Response state = state(upload).with(fields).at(port);
        return Long.parseLong(
                state.field("Upload-Offset").orElseThrow(() -> new AssertionError(state + " for " + upload)));
    }
}
