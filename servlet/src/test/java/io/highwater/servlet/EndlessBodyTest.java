package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that always has more is ended by a stop like any other. */
@Tag("T22")
class EndlessBodyTest {

    private static final int MOST = 400 << 20;

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBodyThatAlwaysHasMoreIsEndedByAStop(Container container) throws Exception {
        AtomicReference<Servlet> servlet = new AtomicReference<>();
        EndlessBodies endless = new EndlessBodies();
        try (Site site = Site.on(container)
                        .deployed(d -> {
                            servlet.set(d.servlet());
                            return d.behind(endless);
                        })
                        .start();
                RawClient running = site.client()) {
            String upload = site.create("{}");
            running.head("PUT", upload + "?offset=0", "Content-Length: " + MOST, "X-Body: endless");
            running.send("1".getBytes(UTF_8));
            assertThat(endless.flowing.await(20, TimeUnit.SECONDS)).isTrue();
            servlet.get().destroy();
            Response response = running.read("PUT");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Upload-Offset")).contains(Long.toString(site.committed(upload)));
        }
    }

    /** Has bodies come faster than they can be stored. */
    private static final class EndlessBodies extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private final transient CountDownLatch flowing = new CountDownLatch(1);

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            boolean endless = request.getHeader("X-Body") != null;
            chain.doFilter(endless ? new Endless(request, flowing) : request, response);
        }
    }

    private static final class Endless extends HttpServletRequestWrapper {
        private final CountDownLatch flowing;

        Endless(HttpServletRequest request, CountDownLatch flowing) {
            super(request);
            this.flowing = flowing;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new EndlessStream(super.getInputStream(), flowing);
        }
    }

    /** Not quite without an end, so that a server which does not stop it has memory enough to fail. */
    private static final class EndlessStream extends ServletInputStream {
        private final ServletInputStream real;
        private final CountDownLatch flowing;
        private int given;

        EndlessStream(ServletInputStream real, CountDownLatch flowing) {
            this.real = real;
            this.flowing = flowing;
        }

        @Override
        public boolean isFinished() {
            return given == MOST;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            real.setReadListener(listener);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("the server reads in pieces");
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            int count = Math.min(length, MOST - given);
            given += count;
            flowing.countDown();
            return count;
        }
    }
}
