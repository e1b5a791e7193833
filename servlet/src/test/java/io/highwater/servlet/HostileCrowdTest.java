package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.CompletedUpload;
import io.highwater.engine.Requester;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import io.highwater.servlet.FilterSite.Documents;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many who want the same thing at the same moment, and applications that call back. */
class HostileCrowdTest {

    private static final int CROWD = 12;
    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private final ExecutorService crowd = Executors.newFixedThreadPool(CROWD);

    @AfterEach
    void stop() {
        crowd.shutdown();
    }

    private List<Response> together(Callable<Response> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CROWD);
        List<Future<Response>> running = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            running.add(crowd.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return request.call();
            }));
        }
        List<Response> answers = new ArrayList<>();
        for (Future<Response> each : running) {
            answers.add(each.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    @Tag("A13")
    @ParameterizedTest
    @EnumSource(Container.class)
    void whoeverCompletesAtOnceIsToldTheSameAndItIsHeardOnce(Container container) throws Exception {
        AtomicInteger heard = new AtomicInteger();
        UploadListener counting = new UploadListener() {
            @Override
            public void completed(CompletedUpload event) {
                heard.incrementAndGet();
            }
        };
        try (Site site = Site.on(container).engine(e -> e.listener(counting)).start()) {
            for (int round = 1; round <= 10; round++) {
                String upload = site.create("{}");
                site.put(upload, 0, TEN);
                List<Response> answers = together(() -> site.request("POST", upload + "/complete"));
                assertThat(answers).extracting(Response::status).containsOnly(200);
                assertThat(answers)
                        .extracting(Response::text)
                        .containsOnly(answers.get(0).text());
                assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
                int rounds = round;
                await().until(() -> heard.get() >= rounds);
                assertThat(heard).hasValue(round);
            }
        }
    }

    @Tag("A13")
    @ParameterizedTest
    @EnumSource(Container.class)
    void anEndpointIsCalledOnceHoweverManyBringTheEnd(Container container) throws Exception {
        Documents endpoint = new Documents();
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            for (int round = 1; round <= 10; round++) {
                String upload = site.begin("/documents", TEN);
                List<Response> answers = together(() -> site.append(upload, 10, new byte[0], true));
                assertThat(answers).extracting(Response::status).contains(202).isSubsetOf(202, 409, 503);
                assertThat(endpoint.seen()).hasSize(round);
                Response again = site.append(upload, 10, new byte[0], true);
                assertThat(again.status()).isEqualTo(202);
                assertThat(again.text()).isEqualTo("10 " + FilterSite.sha256(TEN));
            }
            assertThat(endpoint.seen()).hasSize(10);
        }
    }

    /** Asks everything of the engine about the very upload that it hears of, and begins others. */
    private static final class Reentrant implements UploadListener {

        private final AtomicReference<UploadEngine> engine = new AtomicReference<>();
        private final Map<String, Integer> done = new ConcurrentHashMap<>();
        private final List<Throwable> unexpected = new CopyOnWriteArrayList<>();

        @Override
        public void created(UploadSession upload) {
            meddle("created", upload.id(), false);
        }

        @Override
        public void progressed(UploadSession upload) {
            meddle("progressed", upload.id(), false);
        }

        @Override
        public void completed(CompletedUpload event) {
            meddle("completed", event.upload().id(), true);
        }

        private void meddle(String event, UploadId id, boolean cancels) {
            UploadEngine own = engine.get();
            Requester who = new Requester(null, "/uploads");
            List<Runnable> calls = new ArrayList<>(List.of(
                    () -> own.peek(who, id),
                    () -> own.inspect(who, id),
                    () -> own.complete(who, id, ExpectedDigests.none()),
                    () -> own.download(who, id)));
            if (cancels) {
                calls.add(() -> own.create(new Requester(null, "/elsewhere"), NewUpload.ofUnknownLength()));
                calls.add(() -> own.cancel(who, id));
            }
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (UploadException e) {
                    // refused, as anybody would be
                } catch (RuntimeException e) {
                    unexpected.add(e);
                }
            }
            done.merge(event, 1, Integer::sum);
        }
    }

    /** Goes on as a client does that the listener takes over from; true when the listener has cancelled the upload. */
    private static boolean isDone(Site site, String upload) throws IOException {
        Response head = site.request("HEAD", upload);
        if (head.status() == 200) {
            int offset = Integer.parseInt(head.field("Upload-Offset").orElseThrow());
            assertThat(site.put(upload, offset, new byte[20 - offset]).status()).isIn(200, 404, 409);
            assertThat(site.request("POST", upload + "/complete").status()).isIn(200, 404, 409);
        }
        return head.status() == 404;
    }

    @Tag("A14")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aListenerThatCallsBackHoldsUpNobody(Container container) throws Exception {
        Reentrant listener = new Reentrant();
        try (Site site = Site.on(container).engine(e -> e.listener(listener)).start()) {
            listener.engine.set(site.engine());
            for (int round = 1; round <= 5; round++) {
                String upload = site.create("{\"length\":20}");
                await().atMost(Duration.ofSeconds(60)).until(() -> isDone(site, upload));
            }
            await().until(() -> listener.done.getOrDefault("completed", 0) == 5);
            assertThat(listener.unexpected).isEmpty();
            assertThat(listener.done).containsKeys("created", "progressed");
            assertThat(site.post("{}").status()).isEqualTo(201);
        }
    }
}
