package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter in front that leaves no body to be read asynchronously. */
@Tag("T21")
class UnreadableBodyTest {

    @ParameterizedTest
    @CsvSource({
        "JETTY, takes",
        "TOMCAT, takes",
        "UNDERTOW, takes",
        "JETTY, wraps",
        "TOMCAT, wraps",
        "UNDERTOW, wraps",
        "JETTY, lacks",
        "TOMCAT, lacks",
        "UNDERTOW, lacks"
    })
    void theRequestIsAnsweredAndEndsAndTheUploadIsFree(Container container, String how) throws Exception {
        try (Site site = Site.on(container)
                .deployed(d -> d.behind(new BodyFilter(how.equals("takes"))))
                .start()) {
            String upload = site.create("{}");
            try (RawClient client = site.client()) {
                client.head("PUT", upload + "?offset=0", "Content-Length: 5", "X-Body: " + how);
                client.sendAsFarAsWanted("12345".getBytes(UTF_8));
                Response response = client.read("PUT");
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.field("Content-Type")).contains("application/problem+json");
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(site.put(upload, 0, "12345".getBytes(UTF_8)).number("committed"))
                    .isEqualTo(5);
        }
    }

    private static final class BodyFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private final boolean takes;

        BodyFilter(boolean takes) {
            this.takes = takes;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (request.getHeader("X-Body") == null) {
                chain.doFilter(request, response);
            } else if (takes) {
                request.getReader();
                chain.doFilter(request, response);
            } else {
                chain.doFilter(new Wrapped(request), response);
            }
        }
    }

    /** What many filters of applications do: they know blocking reads only. */
    private static final class Wrapped extends HttpServletRequestWrapper {

        Wrapped(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            ServletInputStream in = super.getInputStream();
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return in.isFinished();
                }

                @Override
                public boolean isReady() {
                    return in.isReady();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    if (getHeader("X-Body").equals("lacks")) {
                        throw new AbstractMethodError("compiled for an old API");
                    }
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read() throws IOException {
                    return in.read();
                }
            };
        }
    }
}
