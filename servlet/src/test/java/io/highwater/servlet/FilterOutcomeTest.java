package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Requester;
import io.highwater.servlet.FilterSite.Documents;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.memory.MemoryUploadStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of an endpoint behind the filter is told as it is, once and again, whatever happens in between. */
@ParameterizedClass
@EnumSource(Container.class)
class FilterOutcomeTest {

    private static final byte[] BODY = "whatever the endpoint wants".getBytes(StandardCharsets.UTF_8);

    @Parameter
    private Container container;

    /** An endpoint that counts its calls. */
    private abstract static class Counting extends HttpServlet {
        final transient AtomicInteger calls = new AtomicInteger();
        final transient List<Object> ids = new CopyOnWriteArrayList<>();

        @Override
        protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            calls.incrementAndGet();
            ids.add(String.valueOf(request.getAttribute(ResumableUploadFilter.UPLOAD_ID)));
            request.getInputStream().readAllBytes();
            answer(response);
        }

        abstract void answer(HttpServletResponse response) throws IOException;
    }

    private static Response complete(FilterSite site, String upload) throws Exception {
        return site.append(upload, 0, BODY, true);
    }

    private static Response again(FilterSite site, String upload) throws Exception {
        return site.append(upload, BODY.length, new byte[0], true);
    }

    private static void assertComplete(Response response) {
        assertThat(response.field("Upload-Complete")).as(response.toString()).contains("?1");
        assertThat(response.field("Upload-Offset")).contains("" + BODY.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 303, 404, 422, 500, 503})
    void everyResponseOfTheEndpointIsGivenAndGivenAgain(int status) throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                response.setStatus(status);
                response.setHeader("Location", "/result/1");
                response.setContentType("application/vnd.mine+json");
                response.getOutputStream().print("{\"calls\":" + calls + "}");
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            for (Response response : List.of(complete(site, upload), again(site, upload), again(site, upload))) {
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.text()).isEqualTo("{\"calls\":1}");
                assertThat(response.field("Location")).contains("/result/1");
                assertThat(response.field("Content-Type").orElseThrow()).startsWith("application/vnd.mine+json");
                assertComplete(response);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"an error", "an exception"})
    void anErrorOfTheEndpointIsToldAndToldAgain(String kind) throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                if (kind.equals("an exception")) {
                    throw new IllegalStateException("a bug of the endpoint");
                }
                response.sendError(409, "not now");
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            Response first = complete(site, upload);
            Response second = again(site, upload);
            assertThat(first.status()).isEqualTo(kind.equals("an exception") ? 500 : 409);
            assertThat(second.status()).isEqualTo(first.status());
            assertThat(endpoint.calls).hasValue(1);
            assertComplete(second);
        }
    }

    @Test
    void ofALargeResponseTheHeadIsGivenAgain() throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                response.setStatus(201);
                response.setHeader("X-Mine", "kept");
                response.getOutputStream().write(new byte[101]);
            }
        };
        try (FilterSite site = FilterSite.on(container)
                .endpoint(endpoint)
                .filter(filter -> filter.maxResponseSize(100))
                .start()) {
            String upload = site.begin("/documents", new byte[0]);
            assertThat(complete(site, upload).body()).hasSize(101);
            Response second = again(site, upload);
            assertThat(second.status()).isEqualTo(201);
            assertThat(second.field("X-Mine")).contains("kept");
            assertThat(second.body()).isEmpty();
            assertThat(endpoint.calls).hasValue(1);
        }
    }

    @Test
    void whoAsksWhileTheEndpointIsAtWorkGetsItsResponseToo() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                atWork.countDown();
                awaitQuietly(goOn);
                response.getOutputStream().print("slow");
            }
        };
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            CompletableFuture<Response> first =
                    CompletableFuture.supplyAsync(() -> unchecked(site, upload, 0), clients);
            assertThat(atWork.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Response> second =
                    CompletableFuture.supplyAsync(() -> unchecked(site, upload, BODY.length), clients);
            Response head = site.request("HEAD", upload);
            assertComplete(head);
            goOn.countDown();

            assertThat(first.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
            assertThat(second.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
            assertThat(endpoint.calls).hasValue(1);
        } finally {
            goOn.countDown();
            clients.shutdown();
        }
    }

    @Test
    void manyWhoAskAtOnceAllGetTheResponse() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                awaitQuietly(goOn);
                response.getOutputStream().print("slow");
            }
        };
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            CompletableFuture<Response> first =
                    CompletableFuture.supplyAsync(() -> unchecked(site, upload, 0), clients);
            await().until(() -> endpoint.calls.get() == 1);
            List<CompletableFuture<Response>> all = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> unchecked(site, upload, BODY.length), clients))
                    .limit(7)
                    .toList();
            goOn.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
            for (CompletableFuture<Response> each : all) {
                assertThat(each.get(20, TimeUnit.SECONDS).text()).isEqualTo("slow");
            }
            assertThat(endpoint.calls).hasValue(1);
        } finally {
            goOn.countDown();
            clients.shutdown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatTheStoreCannotGiveIsNoOutcome(boolean thrown) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        CountingStore failing = new CountingStore(new MemoryUploadStore()) {
            @Override
            public UploadContent content(UploadId id) throws IOException {
                UploadContent content = super.content(id);
                return broken.get()
                        ? new BytesContent(new byte[BODY.length]) {
                            @Override
                            public ReadableByteChannel open(long from, long to) {
                                throw new UploadException(Reason.UNAVAILABLE, "as if there were no file handles left");
                            }
                        }
                        : content;
            }
        };
        Documents endpoint = new Documents() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                try {
                    super.service(request, response);
                } catch (IOException e) {
                    if (thrown) {
                        throw e;
                    }
                    response.sendError(500);
                }
            }
        };
        try (FilterSite site =
                FilterSite.on(container).store(failing).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            Response refused = complete(site, upload);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isPresent();
            assertThat(refused.field("Upload-Offset")).contains("" + BODY.length);
            assertThat(refused.field("Upload-Complete")).contains("?0");
            broken.set(false);
            assertThat(again(site, upload).text()).isEqualTo(BODY.length + " " + FilterSite.sha256(BODY));
        }
    }

    @Test
    void ofALargeResponseTheHeadIsGivenAgainAlsoIfTheClientHasLeft() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                response.setHeader("X-Mine", "kept");
                response.flushBuffer();
                awaitQuietly(left);
                for (int i = 0; i < 1000; i++) {
                    response.getOutputStream().write(new byte[1 << 16]);
                    response.getOutputStream().flush();
                }
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            try (RawClient client = site.client()) {
                client.head(
                        "PATCH",
                        upload,
                        "Content-Type: application/partial-upload",
                        "Upload-Offset: 0",
                        "Upload-Complete: ?1",
                        "Content-Length: " + BODY.length);
                client.send(BODY);
                await().until(() -> endpoint.calls.get() == 1);
                client.reset();
            }
            left.countDown();
            Response second = again(site, upload);
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.field("X-Mine")).contains("kept");
            assertThat(second.body()).isEmpty();
            assertThat(endpoint.calls).hasValue(1);
        } finally {
            left.countDown();
        }
    }

    @Test
    void aLocationOfTheEndpointReplacesTheUploads() throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) {
                response.setStatus(201);
                response.addHeader("Location", "/made/1");
                response.addHeader("Location", "/made/2");
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            Response response =
                    site.request("POST", "/documents", BODY, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6");
            assertThat(response.fields())
                    .filteredOn(field -> field.startsWith("Location:"))
                    .containsExactly("Location: /made/1", "Location: /made/2");
        }
    }

    @Test
    void anEndpointThatBeginsItsResponseAgainHasTheLocationOfTheUpload() throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) {
                response.setHeader("Location", "/half/made");
                response.reset();
                response.setStatus(201);
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            Response response =
                    site.request("POST", "/documents", BODY, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6");
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.fields())
                    .filteredOn(field -> field.startsWith("Location:"))
                    .singleElement()
                    .asString()
                    .startsWith("Location: /documents?upload=");
        }
    }

    @Tag("A10")
    @Test
    void noFieldOfAStoredResponseHoldsAnotherOne() throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) {
                response.setStatus(200);
                response.setHeader("X-Echo", "a\r\nX-Evil: 1\r\n\r\nevil");
            }
        };
        try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            for (Response response : List.of(complete(site, upload), again(site, upload))) {
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.field("X-Evil")).isEmpty();
                assertThat(response.text()).doesNotContain("evil");
            }
        }
    }

    /** As a container or a filter in front does it, which sees the response last and each time. */
    @Test
    void aResponseThatIsCompressedOnItsWayIsGivenAgainAsItWas() throws Exception {
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                response.getOutputStream().print("plain");
                response.getOutputStream().close();
            }
        };
        HttpFilter compressing = new HttpFilter() {
            @Override
            protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws IOException, ServletException {
                chain.doFilter(request, new HttpServletResponseWrapper(response) {
                    @Override
                    public ServletOutputStream getOutputStream() throws IOException {
                        if (!containsHeader("Content-Encoding")) {
                            setHeader("Content-Encoding", "x-test");
                        }
                        return super.getOutputStream();
                    }
                });
            }
        };
        try (FilterSite site =
                FilterSite.on(container).before(compressing).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            for (Response response : List.of(complete(site, upload), again(site, upload))) {
                assertThat(response.text()).isEqualTo("plain");
                assertThat(response.fields())
                        .filteredOn(field -> field.toLowerCase(Locale.ROOT).startsWith("content-encoding"))
                        .containsExactly("Content-Encoding: x-test");
            }
            String outcome = new String(
                    site.stored(upload.substring(upload.indexOf('=') + 1) + "-outcome"), StandardCharsets.ISO_8859_1);
            assertThat(outcome).contains("plain").doesNotContain("x-test");
        }
    }

    private static Response unchecked(FilterSite site, String upload, int offset) {
        try {
            return offset == 0 ? complete(site, upload) : again(site, upload);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aResponseThatCouldNotBeKeptHasTheEndpointCalledAgainWithTheSameId() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        MemoryUploadStore memory = new MemoryUploadStore();
        CountingStore failing = new CountingStore(memory) {
            @Override
            public UploadSession create(Creation creation) throws IOException {
                if (creation.id().value().endsWith("-outcome") && failures.getAndDecrement() > 0) {
                    throw new IOException("as if the server died here");
                }
                return super.create(creation);
            }
        };
        Counting endpoint = new Counting() {
            @Override
            void answer(HttpServletResponse response) throws IOException {
                response.getOutputStream().print("call " + calls);
            }
        };
        try (FilterSite site =
                FilterSite.on(container).store(failing).endpoint(endpoint).start()) {
            String upload = site.begin("/documents", new byte[0]);
            assertThat(complete(site, upload).text()).isEqualTo("call 1");
            assertThat(again(site, upload).text()).isEqualTo("call 2");
            assertThat(again(site, upload).text()).isEqualTo("call 2");
            assertThat(endpoint.ids).hasSize(2).containsOnly(upload.substring(upload.indexOf('=') + 1));
            assertThat(site.engine()
                            .peek(new Requester(null, "/documents?upload"), Site.id("/" + endpoint.ids.get(0)))
                            .isComplete())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    void anEndpointThatKnowsNoOptionsIsNoError(int status) throws Exception {
        for (boolean error : new boolean[] {true, false}) {
            Documents endpoint = new Documents() {
                @Override
                void answer(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
                    if (error) {
                        response.sendError(status, "unknown");
                    } else {
                        response.setStatus(status);
                    }
                }
            };
            try (FilterSite site = FilterSite.on(container).endpoint(endpoint).start()) {
                Response options = site.request("OPTIONS", "/documents");
                assertThat(options.status()).isEqualTo(204);
                assertThat(options.field("Upload-Limit")).isPresent();
                assertThat(site.request("PUT", "/documents").status()).isEqualTo(status);
            }
        }
    }
}
