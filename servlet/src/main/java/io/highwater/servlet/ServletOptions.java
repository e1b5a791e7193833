package io.highwater.servlet;

import io.highwater.engine.OwnerLimits;
import io.highwater.engine.UploadEngine;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.session.UploadLimits;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of a servlet or a filter, by the names that init-params and builders share. */
final class ServletOptions {

    static final String STORE = "store";
    static final String ENGINE = "engine";
    static final String MAX_SIZE = "max-size";
    static final String MIN_SIZE = "min-size";
    static final String MAX_APPEND_SIZE = "max-append-size";
    static final String MIN_APPEND_SIZE = "min-append-size";
    static final String CHUNK_SIZE = "chunk-size";
    static final String EXPIRE_AFTER = "expire-after";
    static final String MAX_ACTIVE_APPENDS = "max-active-appends";
    static final String MAX_OPEN_UPLOADS_PER_OWNER = "max-open-uploads-per-owner";
    static final String MAX_CREATIONS_PER_MINUTE = "max-creations-per-minute";
    static final String DOWNLOADS = "downloads";
    static final String TRAILERS = "trailers";
    static final String PUBLIC_BASE_URL = "public-base-url";
    static final String WORKER_THREADS = "worker-threads";
    static final String CORS_ORIGINS = "cors-origins";
    static final String CORS_CREDENTIALS = "cors-credentials";
    static final String INTERIM_RESPONSES = "interim-responses";
    static final String MIN_BODY_RATE = "min-body-rate";
    static final String BODY_RATE_WINDOW = "body-rate-window";
    static final String SHUTDOWN_GRACE = "shutdown-grace";

    static final String UPLOAD_PARAMETER = "upload-parameter";
    static final String CREDENTIAL_FIELDS = "credential-fields";
    static final String MAX_RESPONSE_SIZE = "max-response-size";

    static final String DEFAULT_STORE = "file";
    static final String DEFAULT_PARAMETER = "upload";

    private static final String NONE = "none";
    private static final int MAX_WORKERS = 1024;
    private static final int LARGEST_COUNT = 1_000_000;
    private static final Duration MIN_WINDOW = Duration.ofSeconds(1);
    private static final Duration MAX_WINDOW = Duration.ofHours(1);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(4);
    private static final Duration MAX_GRACE = Duration.ofMinutes(10);
    private static final List<String> OF_ENGINE = List.of(
            STORE,
            MAX_SIZE,
            MIN_SIZE,
            MAX_APPEND_SIZE,
            MIN_APPEND_SIZE,
            CHUNK_SIZE,
            EXPIRE_AFTER,
            MAX_ACTIVE_APPENDS,
            MAX_OPEN_UPLOADS_PER_OWNER,
            MAX_CREATIONS_PER_MINUTE);
    private static final long MAX_MAX_RESPONSE_SIZE = 16 << 20;
    private static final List<String> OF_BOTH = List.of(
            ENGINE,
            TRAILERS,
            PUBLIC_BASE_URL,
            WORKER_THREADS,
            CORS_ORIGINS,
            CORS_CREDENTIALS,
            INTERIM_RESPONSES,
            MIN_BODY_RATE,
            BODY_RATE_WINDOW,
            SHUTDOWN_GRACE);
    private static final List<String> OF_SERVLET = List.of(DOWNLOADS);
    private static final List<String> OF_FILTER = List.of(UPLOAD_PARAMETER, MAX_RESPONSE_SIZE, CREDENTIAL_FIELDS);

    private final Options options;
    private final Set<String> own;

    private ServletOptions(Options options, List<String> own) {
        this.options = options;
        this.own = Stream.concat(OF_BOTH.stream(), own.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Those of a servlet. */
    static ServletOptions ofServlet(Map<String, String> values) {
        return new ServletOptions(new Options(values), OF_SERVLET);
    }

    /** Those of a filter. */
    static ServletOptions ofFilter(Map<String, String> values) {
        return new ServletOptions(new Options(values), OF_FILTER);
    }

    private boolean areOfFilter() {
        return own.contains(UPLOAD_PARAMETER);
    }

    Options options() {
        return options;
    }

    /** Refuses values that are wrong whatever the engine and the store are. */
    void requireSound(String container) {
        workerThreads();
        maxActiveAppends();
        ownerLimits();
        cors();
        interimResponses();
        minimumRate();
        shutdownGrace();
        settings(limits(), container);
        maxResponseSize();
        credentialFields();
    }

    /** Refuses names that nobody knows, not the store either. */
    void requireKnown(Set<String> ofStore) {
        Set<String> known = new TreeSet<>(own);
        known.addAll(OF_ENGINE);
        known.addAll(ofStore);
        for (String name : new TreeSet<>(options.values().keySet())) {
            if (!known.contains(name)) {
                throw new ConfigurationException(
                        "init-param " + name + " (\"" + options.values().get(name)
                                + "\") is unknown; the known ones are " + String.join(", ", known));
            }
        }
    }

    /** Refuses options that say how to make an engine, where one is given. */
    void requireNoneOfEngine(String where) {
        for (String name : new TreeSet<>(options.values().keySet())) {
            if (!own.contains(name)) {
                throw new ConfigurationException(
                        "init-param " + name + " (\"" + options.values().get(name)
                                + "\") has no effect, because the engine is " + where + "; allowed with it are "
                                + String.join(", ", new TreeSet<>(own)));
            }
        }
    }

    /** Whether nothing says how to make an engine. */
    boolean sayNothingOfEngine() {
        return own.containsAll(options.values().keySet());
    }

    /** What is said of the engine, its store included. */
    Map<String, String> ofEngine() {
        Map<String, String> values = new HashMap<>(options.values());
        values.keySet().removeAll(own);
        return values;
    }

    Optional<String> engineAttribute() {
        return options.text(ENGINE);
    }

    String store() {
        return options.text(STORE).orElse(DEFAULT_STORE);
    }

    int workerThreads() {
        return options.count(WORKER_THREADS, Workers.defaultCount(), 1, MAX_WORKERS);
    }

    int maxActiveAppends() {
        return options.count(MAX_ACTIVE_APPENDS, UploadEngine.DEFAULT_MAX_ACTIVE_APPENDS, 1, LARGEST_COUNT);
    }

    OwnerLimits ownerLimits() {
        return OwnerLimits.of(countIfSet(MAX_OPEN_UPLOADS_PER_OWNER), countIfSet(MAX_CREATIONS_PER_MINUTE));
    }

    private OptionalInt countIfSet(String name) {
        return options.has(name) ? OptionalInt.of(options.count(name, 1, 1, LARGEST_COUNT)) : OptionalInt.empty();
    }

    /** The engine's limits. A chunk size that was not set follows the limits of an append. */
    UploadLimits limits() {
        UploadLimits standard = UploadLimits.defaults();
        long maxSize = options.size(MAX_SIZE, standard.maxSize());
        long maxAppend = options.size(MAX_APPEND_SIZE, standard.maxAppendSize());
        long minAppend = options.size(MIN_APPEND_SIZE, standard.minAppendSize());
        long chunk = Math.max(minAppend, Math.min(maxAppend, standard.chunkSize()));
        try {
            return new UploadLimits(
                    maxSize,
                    options.size(MIN_SIZE, standard.minSize()),
                    maxAppend,
                    minAppend,
                    options.size(CHUNK_SIZE, chunk),
                    options.age(EXPIRE_AFTER, UploadLimits.DEFAULT_MAX_AGE).orElse(null));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("init-params: " + e.getMessage() + " (given: " + given() + ")");
        }
    }

    /** @param container what the container calls itself, by which is known whether it hands on trailers unasked */
    ProtocolSettings settings(UploadLimits limits, String container) {
        return new ProtocolSettings(
                limits,
                options.flag(DOWNLOADS, false),
                options.flag(TRAILERS, handsOnTrailers(container)),
                publicBaseUrl().orElse(null),
                areOfFilter() ? uploadParameter() : null);
    }

    String uploadParameter() {
        String value = options.text(UPLOAD_PARAMETER).orElse(DEFAULT_PARAMETER);
        if (!value.matches("[A-Za-z0-9_-]{1,32}")) {
            throw ConfigurationException.of(UPLOAD_PARAMETER, value, "1 to 32 letters, digits, _ and -");
        }
        return value;
    }

    Set<String> credentialFields() {
        String value = options.text(CREDENTIAL_FIELDS).orElse("").strip();
        Set<String> names = value.isEmpty() ? Set.of() : Set.copyOf(List.of(value.split("[,\\s]+", -1)));
        if (!names.stream().allMatch(name -> name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"))) {
            throw ConfigurationException.of(
                    CREDENTIAL_FIELDS, value, "names of header fields, with commas between them");
        }
        return names;
    }

    int maxResponseSize() {
        long value = options.size(MAX_RESPONSE_SIZE, 64 << 10);
        if (value > MAX_MAX_RESPONSE_SIZE) {
            throw ConfigurationException.of(
                    MAX_RESPONSE_SIZE, options.text(MAX_RESPONSE_SIZE).orElse(""), "a size up to 16MiB");
        }
        return (int) value;
    }

    Cors cors() {
        if (options.has(CORS_CREDENTIALS) && !options.has(CORS_ORIGINS)) {
            throw new ConfigurationException("init-param " + CORS_CREDENTIALS + " (\""
                    + options.values().get(CORS_CREDENTIALS) + "\") has no effect without " + CORS_ORIGINS);
        }
        return options.has(CORS_ORIGINS) ? new Cors(corsOrigins(), options.flag(CORS_CREDENTIALS, false)) : Cors.OFF;
    }

    InterimResponses interimResponses() {
        String value = options.text(INTERIM_RESPONSES).orElse("auto");
        return InterimResponses.parse(value)
                .orElseThrow(() -> ConfigurationException.of(INTERIM_RESPONSES, value, InterimResponses.FORM));
    }

    MinimumRate minimumRate() {
        String rate = options.text(MIN_BODY_RATE).orElse("").strip();
        long bytes = rate.equals(NONE) ? 0 : options.size(MIN_BODY_RATE, MinimumRate.DEFAULT_BYTES_PER_SECOND);
        if (bytes == 0 && options.has(BODY_RATE_WINDOW)) {
            throw new ConfigurationException("init-param " + BODY_RATE_WINDOW + " (\""
                    + options.values().get(BODY_RATE_WINDOW) + "\") has no effect without " + MIN_BODY_RATE);
        }
        return new MinimumRate(
                bytes, options.span(BODY_RATE_WINDOW, MinimumRate.DEFAULT_WINDOW, MIN_WINDOW, MAX_WINDOW));
    }

    Duration shutdownGrace() {
        return options.span(SHUTDOWN_GRACE, DEFAULT_GRACE, Duration.ZERO, MAX_GRACE);
    }

    private Set<Origin> corsOrigins() {
        String value = options.text(CORS_ORIGINS).orElse("");
        return Stream.of(value.strip().split("[,\\s]+", -1))
                .map(text -> Origin.parse(text)
                        .orElseThrow(() -> ConfigurationException.of(
                                CORS_ORIGINS,
                                value,
                                "one or more of scheme://host or scheme://host:port, as browsers send it, without"
                                        + " path, wildcard or null (wrong: \"" + text + "\")")))
                .collect(Collectors.toSet());
    }

    /** Tomcat drops what its connector's {@code allowedTrailerHeaders} does not name. */
    private static boolean handsOnTrailers(String container) {
        return container.startsWith("jetty/") || container.startsWith("Undertow");
    }

    private Optional<String> publicBaseUrl() {
        return options.text(PUBLIC_BASE_URL).map(value -> {
            if (!isBaseUrl(value)) {
                throw ConfigurationException.of(
                        PUBLIC_BASE_URL, value, "an absolute http or https URL without query and fragment");
            }
            return value.replaceFirst("/+$", "");
        });
    }

    private static boolean isBaseUrl(String value) {
        try {
            URI uri = URI.create(value);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String given() {
        return OF_ENGINE.stream()
                .filter(options::has)
                .map(name -> name + "=" + options.values().get(name))
                .reduce((one, other) -> one + ", " + other)
                .orElse("nothing");
    }
}
