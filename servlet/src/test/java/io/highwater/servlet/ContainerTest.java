package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A servlet over an in-memory store in a real container, and ways to speak to it. */
abstract class ContainerTest {

    @TempDir
    Path directory;

    final CountingStore store = new CountingStore(new MemoryUploadStore());
    private UploadEngine engine;
    private Container.@Nullable Running server;

    /** The deployment that a test asks for with {@link #start(Container)}. */
    Deployment deployment(ResumableUploadServlet servlet) {
        return Deployment.of(servlet, directory);
    }

    UploadLimits limits() {
        return UploadLimits.defaults();
    }

    void start(Container container) throws Exception {
        engine = UploadEngine.builder(store).limits(limits()).build();
        ResumableUploadServlet servlet =
                ResumableUploadServlet.builder().engine(engine).downloads(true).build();
        server = container.start(deployment(servlet));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (engine != null) {
            engine.close();
        }
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

    /** Creates an upload; returns its path. */
    String create(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        Response response = request("POST", "/uploads", body, "Content-Type: application/json");
        if (response.status() != 201) {
            throw new AssertionError(response);
        }
        return response.field("Location").orElseThrow();
    }

    Response put(String upload, byte[] file, int from, int to) throws IOException {
        return request("PUT", upload + "?offset=" + from, Arrays.copyOfRange(file, from, to));
    }

    /** The state, disturbing nobody. */
    Response look(String upload) throws IOException {
        return request("GET", upload, "Accept: application/json");
    }

    /** How many bytes of the upload the store was given, committed or not. */
    long received(String upload) {
        return store.position(upload.substring(upload.lastIndexOf('/') + 1));
    }
}
