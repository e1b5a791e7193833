package io.highwater.servlet;

import io.highwater.engine.CompletedUpload;
import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.store.UploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A servlet over an in-memory store in a real container, and ways to speak to it. */
final class Site implements AutoCloseable {

    private final CountingStore store;
    private final List<String> completed = new CopyOnWriteArrayList<>();
    private final UploadEngine engine;
    private final Path directory;
    private final Container.Running server;

    private Site(Builder builder) throws Exception {
        store = new CountingStore(builder.store);
        engine = builder.engine
                .apply(UploadEngine.builder(store))
                .limits(builder.limits)
                .authorizer(builder.authorizer)
                .listener(listener())
                .build();
        ResumableUploadServlet.Builder servlet =
                ResumableUploadServlet.builder().engine(engine);
        directory = Files.createTempDirectory("site");
        try {
            server = builder.container.start(builder.deployment.apply(
                    Deployment.of(builder.servlet.apply(servlet).build(), directory)));
        } catch (Exception e) {
            release();
            throw e;
        }
    }

    static Builder on(Container container) {
        return new Builder(container);
    }

    /** What is to be started. */
    static final class Builder {
        private final Container container;
        private UploadStore store = new MemoryUploadStore();
        private UploadLimits limits = UploadLimits.defaults();
        private UploadAuthorizer authorizer = UploadAuthorizer.OWNER;
        private UnaryOperator<ResumableUploadServlet.Builder> servlet = s -> s.downloads(true);
        private UnaryOperator<UploadEngine.Builder> engine = e -> e;
        private UnaryOperator<Deployment> deployment = d -> d;

        private Builder(Container container) {
            this.container = container;
        }

        Builder store(UploadStore value) {
            store = value;
            return this;
        }

        Builder limits(UploadLimits value) {
            limits = value;
            return this;
        }

        Builder authorizer(UploadAuthorizer value) {
            authorizer = value;
            return this;
        }

        Builder servlet(UnaryOperator<ResumableUploadServlet.Builder> value) {
            servlet = value;
            return this;
        }

        Builder engine(UnaryOperator<UploadEngine.Builder> value) {
            engine = value;
            return this;
        }

        Builder deployed(UnaryOperator<Deployment> value) {
            deployment = value;
            return this;
        }

        Site start() throws Exception {
            return new Site(this);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            server.close();
        } finally {
            release();
        }
    }

    /** Stops what is deployed, while the server runs on. */
    void stopApplication() throws Exception {
        server.application().stop();
    }

    private void release() throws IOException {
        engine.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private UploadListener listener() {
        return new UploadListener() {
            @Override
            public void completed(CompletedUpload event) {
                completed.add("/uploads/" + event.upload().id());
            }
        };
    }

    /** The paths of the uploads whose completion was heard of. */
    List<String> completed() {
        return completed;
    }

    UploadEngine engine() {
        return engine;
    }

    int port() {
        return server.port();
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    Response request(String method, String target, String... fields) throws IOException {
        return RawClient.request(port(), method, target, fields);
    }

    Response request(String method, String target, byte[] body, String... fields) throws IOException {
        return RawClient.request(port(), method, target, body, fields);
    }

    /** A creation at the collection {@code /uploads}. */
    Response post(String json, String... fields) throws IOException {
        String[] all = Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] = "Content-Type: application/json";
        return request("POST", "/uploads", json.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Creates an upload; returns its path. */
    String create(String json, String... fields) throws IOException {
        Response response = post(json, fields);
        if (response.status() != 201) {
            throw new AssertionError(response);
        }
        return response.field("Location").orElseThrow();
    }

    /** Creates a complete upload of these bytes; returns its path. */
    String createComplete(String json, byte[] bytes) throws IOException {
        String upload = create(json);
        put(upload, 0, bytes);
        Response response = request("POST", upload + "/complete");
        if (response.status() != 200) {
            throw new AssertionError(response);
        }
        return upload;
    }

    Response put(String upload, long offset, byte[] bytes, String... fields) throws IOException {
        return request("PUT", upload + "?offset=" + offset, bytes, fields);
    }

    /** The committed offset, disturbing nobody. */
    long committed(String upload) throws IOException {
        return request("GET", upload, "Accept: application/json").number("committed");
    }

    /** How many uploads there are that are not complete. */
    long unfinished() throws IOException {
        return open().size();
    }

    /** The paths of the uploads that are not complete. */
    Set<String> open() throws IOException {
        return store.open().stream().map(id -> "/uploads/" + id).collect(Collectors.toSet());
    }

    /** How many bytes of the upload the store was given, committed or not. */
    long received(String upload) {
        return store.position(id(upload).value());
    }

    /** How many bytes the store was given, for whatever upload. */
    long received() {
        return store.written();
    }

    /** A line to the server that breaks once, when {@code bytes} have left and the server has some of an upload's. */
    Relay breakingAfter(long bytes) throws IOException {
        long before = received();
        return new Relay(port(), bytes, () -> received() > before);
    }

    /** Takes the bytes of a complete upload away, as an application does that wants them somewhere else. */
    void take(String upload, Path target) throws IOException {
        store.content(id(upload)).moveTo(target);
    }

    static UploadId id(String upload) {
        return UploadId.parse(upload.substring(upload.lastIndexOf('/') + 1)).orElseThrow();
    }
}
