package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Collected;
import io.highwater.servlet.EndpointSite.Endpoint;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints that answer asynchronously. */
class AsyncEndpointTest {

    private static final byte[] BYTES = new byte[50_000];

    static {
        new Random(1).nextBytes(BYTES);
    }

    private final ExecutorService workers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        workers.shutdown();
    }

    private void assertSame(Container container, Endpoint endpoint, Deployment.Pieces pieces) throws Exception {
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet(), pieces)) {
            for (byte[] body : List.of(BYTES, new byte[0])) {
                Response plain = site.assertSame(Call.of(
                        "POST", EndpointSite.ENDPOINT + "/x?y=1", body, "Content-Type: text/plain", "X-Own: 1"));
                assertThat(plain.status()).isEqualTo(200);
                assertThat(plain.text()).isNotEmpty();
            }
        }
    }

    private void assertSame(Container container, Endpoint endpoint) throws Exception {
        assertSame(container, endpoint, Deployment.Pieces.NONE);
    }

    private static String dump(AsyncContext async) throws IOException {
        HttpServletRequest request = (HttpServletRequest) async.getRequest();
        return RequestDump.head(request).replace("true true", "async")
                + RequestDump.sha256(request.getInputStream().readAllBytes());
    }

    private void later(AsyncContext async) {
        workers.execute(() -> {
            try {
                async.getResponse().getWriter().print(dump(async));
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                async.complete();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void startAsyncWithoutArgumentsKeepsTheOriginalRequest(Container container) throws Exception {
        assertSame(container, (request, response) -> later(request.startAsync()));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void startAsyncWithTheRequestAndTheResponseDoesSo(Container container) throws Exception {
        assertSame(container, (request, response) -> later(request.startAsync(request, response)));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aListenerReadsTheBody(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            AsyncContext async = request.startAsync();
            request.getInputStream().setReadListener(new Reader(async, 1_000_000));
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aListenerMayLetAnotherThreadReadOn(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            AsyncContext async = request.startAsync();
            request.getInputStream().setReadListener(new Reader(async, 1_000));
        });
    }

    /** Reads so many bytes by itself, and the others on another thread. */
    private final class Reader implements ReadListener {
        private final AsyncContext async;
        private final ServletInputStream in;
        private final int own;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Reader(AsyncContext async, int own) throws IOException {
            this.async = async;
            this.in = async.getRequest().getInputStream();
            this.own = own;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[777];
            while (bytes.size() < own && in.isReady()) {
                int read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                bytes.write(buffer, 0, read);
            }
            if (bytes.size() >= own) {
                workers.execute(this::readOn);
            }
        }

        private void readOn() {
            byte[] buffer = new byte[777];
            try {
                while (in.isReady()) {
                    int read = in.read(buffer);
                    if (read < 0) {
                        return;
                    }
                    bytes.write(buffer, 0, read);
                }
            } catch (IOException e) {
                onError(e);
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getWriter().print(RequestDump.sha256(bytes.toByteArray()));
            async.complete();
        }

        @Override
        public void onError(Throwable error) {
            async.complete();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aListenerWritesTheResponse(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            byte[] body = request.getInputStream().readAllBytes();
            AsyncContext async = request.startAsync();
            response.setContentType("application/octet-stream");
            response.getOutputStream()
                    .setWriteListener(new Writer(async, RequestDump.sha256(body).repeat(300)));
        });
    }

    private static final class Writer implements WriteListener {
        private final AsyncContext async;
        private final ServletOutputStream out;
        private final String text;
        private int written;

        Writer(AsyncContext async, String text) throws IOException {
            this.async = async;
            this.out = async.getResponse().getOutputStream();
            this.text = text;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (written == text.length()) {
                    async.complete();
                    return;
                }
                int count = Math.min(1_000, text.length() - written);
                out.write(text.getBytes(StandardCharsets.US_ASCII), written, count);
                written += count;
            }
        }

        @Override
        public void onError(Throwable error) {
            async.complete();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAsyncDispatchComesBackWithTheOriginalRequest(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                response.getWriter()
                        .print(RequestDump.sha256(request.getInputStream().readAllBytes()));
                response.getWriter()
                        .print(RequestDump.parameters(request) + request.getMethod() + request.getRequestURI());
            } else { // without arguments, Jetty would add the parameters once more to those of any wrapper
                AsyncContext async = request.startAsync(request, response);
                workers.execute(async::dispatch);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAsyncDispatchToAnotherPathBringsItsParameters(Container container) throws Exception {
        Endpoint target = (request, response) -> response.getWriter()
                .print(RequestDump.parameters(request)
                        + request.getAttribute(AsyncContext.ASYNC_QUERY_STRING)
                        + request.getAttribute(AsyncContext.ASYNC_REQUEST_URI)
                        + RequestDump.sha256(request.getInputStream().readAllBytes()));
        Deployment.Pieces pieces = new Deployment.Pieces(
                context -> {
                    ServletRegistration.Dynamic servlet = context.addServlet("target", target.servlet());
                    servlet.addMapping("/target");
                    servlet.setAsyncSupported(true);
                },
                Map.of());
        assertSame(
                container,
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    workers.execute(() -> async.dispatch("/target?z=2&y=0"));
                },
                pieces);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aTimeoutIsTheContainersErrorAndStaysOne(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> request.startAsync().setTimeout(50);
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, BYTES);
            Response plain = site.plain(call);
            Collected collected = site.inPieces(call, 2);

            assertThat(plain.status()).isGreaterThanOrEqualTo(500);
            assertThat(collected.response().status()).isEqualTo(plain.status());
            assertThat(site.again(collected, call).status()).isEqualTo(plain.status());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aTimeoutThatTheEndpointAnswersIsItsResponse(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(50);
            async.addListener(new Answering(response));
        });
    }

    private record Answering(HttpServletResponse response) implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            ServletResponse answer = event.getAsyncContext().getResponse();
            answer.getOutputStream().print("too slow");
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatIsCompleteBeforeTheServletReturnsIsRecorded(Container container) throws Exception {
        assertSame(container, (request, response) -> {
            AsyncContext async = request.startAsync();
            response.getWriter()
                    .print(RequestDump.sha256(request.getInputStream().readAllBytes()));
            async.complete();
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anErrorThatIsSentLaterIsRecorded(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            AsyncContext async = request.startAsync();
            workers.execute(() -> {
                try {
                    response.sendError(410);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                async.complete();
            });
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, BYTES);
            Collected collected = site.inPieces(call, 2);

            assertThat(collected.response().status()).isEqualTo(410);
            assertThat(site.again(collected, call).status()).isEqualTo(410);
        }
    }
}
