package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.UploadModel;
import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.WireProtocol.Sent;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadLimits;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server beside {@link UploadModel}: the same random requests in all three protocols, the same answers, the same
 * bytes after each of them. {@code -Dhighwater.seed=N} repeats a run, {@code -Dhighwater.model.steps=N} makes it
 * longer.
 */
class WireModelTest {

    private static final int STEPS = Integer.getInteger("highwater.model.steps", 300);
    private static final int UPLOADS = 3;
    private static final UploadLimits LIMITS =
            new UploadLimits(UploadModel.MAX_SIZE, 0, UploadModel.MAX_APPEND, 0, 1, Duration.ofHours(1));

    /** An upload on the server and in the model. */
    private static final class Pair {
        private final String path;
        private final UploadModel model;
        private final List<Held> held = new ArrayList<>();

        Pair(String path, UploadModel model) {
            this.path = path;
            this.model = model;
        }
    }

    /** A request that has sent a part of its body. */
    private record Held(RawClient client, WireProtocol protocol, Sent sent, UploadModel.Body body, String rest) {}

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final MemoryUploadStore store = new MemoryUploadStore(clock);
    private final List<Pair> pairs = new ArrayList<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private Random random = new Random();
    private Site site;

    @ParameterizedTest
    @EnumSource(names = {"JETTY", "TOMCAT"})
    void server_and_model_agree_after_each_of_many_random_requests(Container container, TestReporter reporter)
            throws Exception {
        long seed = Long.getLong("highwater.seed", new Random().nextLong());
        reporter.publishEntry("seed", String.valueOf(seed));
        random = new Random(seed);
        start(container);
        try {
            for (int step = 0; step < STEPS; step++) {
                String when = "seed %d, step %d on %s".formatted(seed, step, container);
                try {
                    step(container);
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(when + ": " + e.getMessage(), e);
                }
            }
        } finally {
            stop();
        }
        reporter.publishEntry("steps", counts.toString());
        assertThat(counts).containsKeys("create", "append", "refused", "asked", "complete");
    }

    private void start(Container container) throws Exception {
        site = Site.on(container)
                .store(store)
                .limits(LIMITS)
                .engine(engine -> engine.clock(clock))
                .start();
    }

    private void stop() throws Exception {
        for (Pair pair : pairs) {
            for (Held held : pair.held) {
                held.client.close();
            }
            pair.held.clear();
        }
        site.close();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void step(Container container) throws Exception {
        if (pairs.size() < UPLOADS) {
            create();
            return;
        }
        Pair pair = pairs.get(random.nextInt(pairs.size()));
        int die = random.nextInt(1000);
        if (die < 500) {
            append(pair);
        } else if (die < 700 && !pair.held.isEmpty()) {
            goOn(pair, pair.held.remove(random.nextInt(pair.held.size())));
        } else if (die < 820) {
            ask(pair);
        } else if (die < 900) {
            complete(pair);
        } else if (die < 970) {
            cancel(pair);
        } else if (die < 990) {
            concatenate();
        } else if (die < 995) {
            expire();
        } else if (die < 997) {
            restart(container);
        }
        if (pairs.contains(pair)) {
            compare(pair);
        }
    }

    private WireProtocol protocol() {
        return WireProtocol.values()[random.nextInt(WireProtocol.values().length)];
    }

    private void create() throws IOException {
        OptionalLong length = random.nextBoolean()
                ? OptionalLong.empty()
                : OptionalLong.of(1 + random.nextInt((int) UploadModel.MAX_SIZE));
        WireProtocol protocol = protocol();
        Response created = site.request(
                "POST",
                "/uploads",
                protocol.creationBody(length).getBytes(US_ASCII),
                protocol.creation(length).toArray(String[]::new));
        assertThat(created.status()).as("creation by %s: %s", protocol, created).isEqualTo(201);
        pairs.add(new Pair(created.field("Location").orElseThrow(), new UploadModel(length)));
        count("create");
    }

    /** A whole append, or one that breaks off or waits in the middle. */
    private void append(Pair pair) throws IOException {
        WireProtocol protocol = protocol();
        String text = text(random.nextInt(30));
        boolean spoilt = random.nextInt(12) == 0;
        boolean checked = spoilt || random.nextInt(6) == 0;
        String digested = spoilt ? text + "x" : text;
        ExpectedDigests digests = checked ? ExpectedDigests.of(List.of(sha256(digested))) : ExpectedDigests.none();
        String field = checked ? DigestFields.serialize(List.of(sha256(digested))) : "";
        Sent sent = new Sent(offset(pair.model), text.length(), field, random.nextInt(8) == 0);
        boolean wasComplete = pair.model.complete;
        UploadModel.Opened opened = pair.model.open(protocol.meaning(sent, digests), digested);
        RawClient client = site.client();
        client.head(
                protocol.method,
                protocol.target(pair.path, sent),
                protocol.append(sent).toArray(String[]::new));
        UploadModel.Body body = opened.body();
        if (body == null) {
            client.sendAsFarAsWanted(text.getBytes(US_ASCII));
            refused(pair, protocol, opened.refusal(), read(client, protocol));
        } else if (body.writes() && text.length() > 1 && random.nextInt(3) == 0) {
            hold(pair, new Held(client, protocol, sent, body, text));
        } else {
            client.sendAsFarAsWanted(text.getBytes(US_ASCII));
            Optional<Reason> refusal = body.write(text).or(body::finish);
            finished(pair, protocol, refusal, read(client, protocol), sent, wasComplete);
        }
    }

    private static Optional<Response> read(RawClient client, WireProtocol protocol) throws IOException {
        try (client) {
            return client.readIfAny(protocol.method);
        }
    }

    private void refused(Pair pair, WireProtocol protocol, Reason reason, Optional<Response> answer) {
        count("refused");
        assertThat(answer.map(Response::status))
                .as("%s for %s: %s", protocol, reason, answer)
                .contains(protocol.refusal(reason));
        if (reason == Reason.OFFSET_MISMATCH) {
            assertOffset(pair, answer.orElseThrow());
        }
        if (protocol == WireProtocol.IETF && reason == Reason.LENGTH_EXCEEDED) {
            invalid(pair);
        }
    }

    /** IETF draft -12: a body that passes the length makes the upload invalid. */
    private void invalid(Pair pair) {
        pair.model.cancel();
        pairs.remove(pair);
        close(pair);
        count("invalidated");
    }

    private static void close(Pair pair) {
        for (Held held : pair.held) {
            try (RawClient client = held.client) {
                assertThat(client.statusIfAny() / 100)
                        .as("of a body that was fenced")
                        .isNotEqualTo(2);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void finished(
            Pair pair,
            WireProtocol protocol,
            Optional<Reason> refusal,
            Optional<Response> answer,
            Sent sent,
            boolean wasComplete) {
        if (refusal.isPresent()) {
            refused(pair, protocol, refusal.get(), answer);
            return;
        }
        count("append");
        int expected = protocol.finished(sent, wasComplete, pair.model.complete);
        assertThat(answer.map(Response::status))
                .as("%s of %s: %s", protocol, sent, answer)
                .contains(expected);
        assertOffset(pair, answer.orElseThrow());
    }

    private static void assertOffset(Pair pair, Response answer) {
        assertThat(answer.field("Upload-Offset")).as("%s", answer).contains(String.valueOf(pair.model.bytes.length()));
    }

    /** Sends a part; then the line breaks, or the rest is left for later. */
    private void hold(Pair pair, Held whole) throws IOException {
        String text = whole.rest;
        int count = 1 + random.nextInt(text.length() - 1);
        whole.client.send(text.substring(0, count).getBytes(US_ASCII));
        assertThat(whole.body.write(text.substring(0, count))).isEmpty();
        long expected = Math.max(pair.model.bytes.length(), whole.sent.offset() + count);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> site.received(pair.path) == expected || expected == pair.model.bytes.length());
        if (random.nextBoolean()) {
            whole.client.finish();
            whole.body.abandon();
            count("cut");
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> stored(pair).equals(pair.model.bytes));
            return;
        }
        pair.held.add(new Held(whole.client, whole.protocol, whole.sent, whole.body, text.substring(count)));
        count("held");
    }

    private void goOn(Pair pair, Held held) throws IOException {
        boolean wasComplete = pair.model.complete;
        Optional<Reason> refusal = held.body.write(held.rest).or(held.body::finish);
        held.client.sendAsFarAsWanted(held.rest.getBytes(US_ASCII));
        Optional<Response> answer = read(held.client, held.protocol);
        if (refusal.equals(Optional.of(Reason.TAKEN_OVER))) {
            count("taken over");
            assertThat(answer.map(Response::status).orElse(0) / 100)
                    .as("%s", answer)
                    .isNotEqualTo(2);
        } else {
            finished(pair, held.protocol, refusal, answer, held.sent, wasComplete);
        }
    }

    private void ask(Pair pair) throws IOException {
        WireProtocol protocol = protocol();
        pair.model.takeOver();
        Response state = site.request("HEAD", pair.path, protocol.mark());
        assertThat(state.status()).as("%s", state).isEqualTo(200);
        assertOffset(pair, state);
        count("asked");
    }

    private void complete(Pair pair) throws IOException {
        Optional<Reason> refusal = pair.model.complete();
        Response answer = site.request("POST", pair.path + "/complete");
        assertThat(answer.status()).as("%s", answer).isEqualTo(refusal.isEmpty() ? 200 : 409);
        if (refusal.isEmpty()) {
            count("complete");
            assertThat(site.request("GET", pair.path + "/content").text()).isEqualTo(pair.model.bytes);
        }
    }

    private void cancel(Pair pair) throws IOException {
        if (!pair.model.complete && random.nextInt(4) > 0) {
            return;
        }
        pair.model.cancel();
        assertThat(site.request("DELETE", pair.path, protocol().mark()).status())
                .isEqualTo(204);
        pairs.remove(pair);
        close(pair);
        assertThat(site.request("HEAD", pair.path, protocol().mark()).status()).isEqualTo(404);
        count("cancelled");
    }

    private void concatenate() throws IOException {
        StringBuilder all = new StringBuilder();
        List<String> parts = new ArrayList<>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            String text = text(1 + random.nextInt(10));
            Response part = site.request(
                    "POST",
                    "/uploads",
                    text.getBytes(US_ASCII),
                    "Tus-Resumable: 1.0.0",
                    "Upload-Concat: partial",
                    "Upload-Length: " + text.length(),
                    "Content-Type: application/offset+octet-stream");
            assertThat(part.status()).as("%s", part).isEqualTo(201);
            parts.add(part.field("Location").orElseThrow());
            all.append(text);
        }
        Response joined = site.request(
                "POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Concat: final;" + String.join(" ", parts));
        assertThat(joined.status()).as("%s", joined).isEqualTo(201);
        String path = joined.field("Location").orElseThrow();
        Response state = site.request("HEAD", path, protocol().mark());
        assertThat(state.field("Upload-Offset")).contains(String.valueOf(all.length()));
        assertThat(site.request("GET", path + "/content").text()).isEqualTo(all.toString());
        assertThat(site.request("DELETE", path).status()).isEqualTo(204);
        count("joined");
    }

    /** What is open and at rest ends; what is complete stays. */
    private void expire() throws IOException {
        for (Pair pair : pairs) {
            pair.model.takeOver();
            site.request("HEAD", pair.path);
            close(pair);
            pair.held.clear();
        }
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        for (Pair pair : List.copyOf(pairs)) {
            int status = site.request("HEAD", pair.path).status();
            assertThat(status).isIn(pair.model.complete ? List.of(200) : List.of(404, 410));
            if (!pair.model.complete) {
                pairs.remove(pair);
            }
        }
        count("expired");
    }

    private void restart(Container container) throws Exception {
        pairs.forEach(pair -> pair.model.takeOver());
        stop();
        start(container);
        count("restarted");
    }

    private void compare(Pair pair) throws IOException {
        Response state = site.request("GET", pair.path, "Accept: application/json");
        assertThat(state.status()).as("%s", state).isEqualTo(200);
        assertThat(state.text()).contains("\"complete\":" + pair.model.complete);
        if (pair.held.isEmpty()) { // progress may be committed while a body comes in
            assertThat(state.number("committed")).isEqualTo(pair.model.bytes.length());
            assertThat(stored(pair)).isEqualTo(pair.model.bytes);
        } else {
            assertThat(stored(pair)).startsWith(pair.model.bytes);
        }
    }

    private String stored(Pair pair) throws IOException {
        try (InputStream in = store.content(Site.id(pair.path)).openStream()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    private long offset(UploadModel model) {
        int size = model.bytes.length();
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(size + 8);
            case 1 -> Math.max(0, size - random.nextInt(10));
            case 2 -> size + random.nextInt(10);
            default -> size;
        };
    }

    private static ContentDigest sha256(String text) {
        Digester digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(ByteBuffer.wrap(text.getBytes(US_ASCII)));
        return new ContentDigest(DigestAlgorithm.SHA_256, digester.digest());
    }

    private String text(int length) {
        return Stream.generate(() -> String.valueOf((char) ('a' + random.nextInt(26))))
                .limit(length)
                .reduce("", String::concat);
    }
}
