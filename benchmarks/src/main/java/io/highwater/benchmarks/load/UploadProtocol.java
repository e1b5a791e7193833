package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** How an upload is spoken of. Safe for all threads. */
public sealed interface UploadProtocol {

    /** What it is, for people. */
    String title();

    /** Asks for a new upload of {@code length} bytes at {@code base}. */
    Call create(String base, long length);

    /** The path of the upload that {@code response} says was created. */
    String created(String base, Response response) throws IOException;

    /** Sends {@code length} bytes from {@code offset} on. */
    Call append(String path, long offset, long length);

    /** Checks that the server has {@code end} bytes. @throws IOException if it says anything else */
    void appended(Response response, long end) throws IOException;

    /** Asks for the state of an upload of which something was sent. */
    Call inspect(String path);

    /** Whether an upload is completed by a request of its own. */
    default boolean completesExplicitly() {
        return false;
    }

    /** Whether creating is a request of its own, not the first append. */
    default boolean createsExplicitly() {
        return true;
    }

    /** What an append makes on the server, to be deleted some day. */
    default String resource(String path, long offset) {
        return path;
    }

    /** Deletes it. */
    default Call delete(String resource) {
        return Call.of("DELETE", resource, "");
    }

    /**
     * The chunk protocol of Highwater.
     *
     * @param digests what is said of the pieces
     */
    record Chunk(PieceDigests digests) implements UploadProtocol {
        private static final Pattern ID = Pattern.compile("\"upload_id\"\\s*:\\s*\"([^\"]+)\"");
        private static final Pattern COMMITTED = Pattern.compile("\"committed\"\\s*:\\s*(\\d+)");

        /** Without digests. */
        public Chunk() {
            this(PieceDigests.none());
        }

        @Override
        public String title() {
            return "the chunk protocol" + digests.title();
        }

        @Override
        public Call create(String base, long length) {
            Call.Text document = new Call.Text("{\"length\":" + length + "}");
            return new Call("POST", base, "Content-Type: application/json\r\n", document);
        }

        @Override
        public String created(String base, Response response) throws IOException {
            return base + "/" + response.expect(201).find(ID);
        }

        @Override
        public Call append(String path, long offset, long length) {
            String fields = "Content-Type: application/octet-stream\r\n" + digests.field(offset, length);
            return new Call("PUT", path + "?offset=" + offset, fields, new Call.Bytes(offset, length));
        }

        @Override
        public void appended(Response response, long end) throws IOException {
            requireEqual(end, response.expect(200).find(COMMITTED));
        }

        @Override
        public Call inspect(String path) {
            return Call.of("HEAD", path, "");
        }

        @Override
        public boolean completesExplicitly() {
            return true;
        }
    }

    /** tus 1.0.0. */
    record Tus() implements UploadProtocol {
        private static final String VERSION = "Tus-Resumable: 1.0.0\r\n";

        @Override
        public String title() {
            return "tus";
        }

        @Override
        public Call create(String base, long length) {
            return new Call("POST", base, VERSION + "Upload-Length: " + length + "\r\n", new Call.Text(""));
        }

        @Override
        public String created(String base, Response response) throws IOException {
            return response.expect(201).field("Location").replaceFirst("^(https?:)?//[^/]+", "");
        }

        @Override
        public Call append(String path, long offset, long length) {
            String fields =
                    VERSION + "Upload-Offset: " + offset + "\r\nContent-Type: application/offset+octet-stream\r\n";
            return new Call("PATCH", path, fields, new Call.Bytes(offset, length));
        }

        @Override
        public void appended(Response response, long end) throws IOException {
            requireEqual(end, response.expect(204).field("Upload-Offset"));
        }

        @Override
        public Call inspect(String path) {
            return Call.of("HEAD", path, VERSION);
        }

        @Override
        public Call delete(String resource) {
            return Call.of("DELETE", resource, VERSION);
        }
    }

    /** Plain PUT, as of a WebDAV server: each piece is a file of its own, and nothing can be resumed. */
    record PlainPut(AtomicLong names) implements UploadProtocol {

        /** The protocol, with names that were not used yet. */
        public PlainPut() {
            this(new AtomicLong());
        }

        @Override
        public String title() {
            return "PUT";
        }

        @Override
        public Call create(String base, long length) {
            throw new UnsupportedOperationException("the first append creates");
        }

        @Override
        public String created(String base, Response response) {
            throw new UnsupportedOperationException("the first append creates");
        }

        /** A path that was not used yet. */
        String next(String base) {
            return base + "/" + names.incrementAndGet();
        }

        @Override
        public Call append(String path, long offset, long length) {
            String fields = "Content-Type: application/octet-stream\r\n";
            return new Call("PUT", resource(path, offset), fields, new Call.Bytes(offset, length));
        }

        @Override
        public void appended(Response response, long end) throws IOException {
            response.expect(201, 204);
        }

        @Override
        public Call inspect(String path) {
            return Call.of("HEAD", resource(path, 0), "");
        }

        @Override
        public boolean createsExplicitly() {
            return false;
        }

        @Override
        public String resource(String path, long offset) {
            return path + "-" + offset;
        }
    }

    private static void requireEqual(long expected, String told) throws IOException {
        if (Long.parseLong(told) != expected) {
            throw new IOException("offset " + told + ", expected " + expected);
        }
    }
}
