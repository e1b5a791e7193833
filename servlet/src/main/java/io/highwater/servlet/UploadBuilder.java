package io.highwater.servlet;

import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of servlet and filter share: the options of the same names as init-params. Not thread-safe.
 *
 * @param <B> the builder itself
 */
abstract class UploadBuilder<B extends UploadBuilder<B>> {

    private final Map<String, String> options = new HashMap<>();
    private final List<UploadListener> listeners = new ArrayList<>();
    private @Nullable UploadAuthorizer authorizer;
    private @Nullable UploadEngine engine;

    UploadBuilder() {}

    abstract B self();

    /** Sets an option by its name, such as one that belongs to a store. */
    public B option(String name, String value) {
        options.put(name, value);
        return self();
    }

    /** {@code data-dir}: the directory of the store {@code file}. */
    public B dataDir(Path directory) {
        return option("data-dir", directory.toString());
    }

    /** {@code min-free-space}: how many bytes the store {@code file} keeps free. */
    public B minFreeSpace(long bytes) {
        return option("min-free-space", Long.toString(bytes));
    }

    /** {@code store}: the name of a store that is on the class path. */
    public B store(String name) {
        return option(ServletOptions.STORE, name);
    }

    /** {@code max-size}: the largest upload, in bytes. */
    public B maxSize(long bytes) {
        return option(ServletOptions.MAX_SIZE, Long.toString(bytes));
    }

    /** {@code chunk-size}: the body size that clients are advised to send, in bytes. */
    public B chunkSize(long bytes) {
        return option(ServletOptions.CHUNK_SIZE, Long.toString(bytes));
    }

    /** {@code expire-after}: how long an unfinished upload is kept. */
    public B expireAfter(Duration age) {
        return option(ServletOptions.EXPIRE_AFTER, age.toString());
    }

    /** {@code max-active-appends}: how many uploads may be sent bytes at a time. */
    public B maxActiveAppends(int count) {
        return option(ServletOptions.MAX_ACTIVE_APPENDS, Integer.toString(count));
    }

    /** {@code max-open-uploads-per-owner}: how many unfinished uploads a principal, or an address, may have. */
    public B maxOpenUploadsPerOwner(int count) {
        return option(ServletOptions.MAX_OPEN_UPLOADS_PER_OWNER, Integer.toString(count));
    }

    /** {@code max-creations-per-minute}: how many uploads a principal, or an address, may create in a minute. */
    public B maxCreationsPerMinute(int count) {
        return option(ServletOptions.MAX_CREATIONS_PER_MINUTE, Integer.toString(count));
    }

    /** {@code trailers}: whether the container hands on fields that come behind a body. */
    public B trailers(boolean handedOn) {
        return option(ServletOptions.TRAILERS, Boolean.toString(handedOn));
    }

    /** {@code public-base-url}: the URL that clients know, for {@code Location}. */
    public B publicBaseUrl(URI url) {
        return option(ServletOptions.PUBLIC_BASE_URL, url.toString());
    }

    /** {@code worker-threads}: how many threads write bodies. */
    public B workerThreads(int count) {
        return option(ServletOptions.WORKER_THREADS, Integer.toString(count));
    }

    /**
     * {@code cors-origins}: the origins whose pages may use the uploads from a browser, such as
     * {@code https://app.example.org}.
     */
    public B corsOrigins(String... origins) {
        return option(ServletOptions.CORS_ORIGINS, String.join(" ", origins));
    }

    /** {@code cors-credentials}: whether those pages may send cookies. */
    public B corsCredentials(boolean allowed) {
        return option(ServletOptions.CORS_CREDENTIALS, Boolean.toString(allowed));
    }

    /** {@code interim-responses}: which requests are sent 104: {@code auto}, {@code on} or {@code off}. */
    public B interimResponses(String mode) {
        return option(ServletOptions.INTERIM_RESPONSES, mode);
    }

    /** {@code min-body-rate}: the bytes a second that a body has to bring; 0 if each may take its time. */
    public B minBodyRate(long bytesPerSecond) {
        return option(ServletOptions.MIN_BODY_RATE, Long.toString(bytesPerSecond));
    }

    /** {@code body-rate-window}: the time over which that rate is taken, from a second to an hour. */
    public B bodyRateWindow(Duration window) {
        return option(ServletOptions.BODY_RATE_WINDOW, window.toString());
    }

    /** {@code shutdown-grace}: how long a server that stops waits until the bodies that run have been answered. */
    public B shutdownGrace(Duration longest) {
        return option(ServletOptions.SHUTDOWN_GRACE, longest.toString());
    }

    /** The engine to use, closed by whoever made it; then nothing else may be said of store, limits and listeners. */
    public B engine(UploadEngine given) {
        engine = given;
        return self();
    }

    /** Who may do what in an engine that is made for this. */
    public B authorizer(UploadAuthorizer value) {
        authorizer = value;
        return self();
    }

    /** Adds somebody who hears what happens in an engine that is made for this. */
    public B listener(UploadListener value) {
        listeners.add(value);
        return self();
    }

    /** @throws IllegalStateException if there is an engine and more that only an engine has */
    Wiring wiring() {
        Wiring wiring = new Wiring(options, authorizer, listeners, engine);
        if (engine != null && wiring.isOfCode()) {
            throw new IllegalStateException("a given engine has its authorizer and listeners already");
        }
        return wiring;
    }
}
