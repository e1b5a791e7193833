package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T15 behind a filter of the application that wraps the response: a slow client of tus is still hung up on. */
@Tag("T15")
class WrappedResponseTest {

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSlowBodyEndsWithoutAResponse(Container container) throws Exception {
        try (Site site = Site.on(container)
                        .servlet(s -> s.option("body-rate-window", "1s"))
                        .deployed(d -> d.behind(new WrappingFilter()))
                        .start();
                RawClient client = site.client()) {
            String upload = site.create("{\"length\":1000}");
            client.head(
                    "PATCH",
                    upload,
                    "Tus-Resumable: 1.0.0",
                    "Upload-Offset: 0",
                    "Content-Type: application/offset+octet-stream",
                    "Content-Length: 1000");
            client.send("12345".getBytes(UTF_8));
            assertThat(client.readIfAny("PATCH")).isEmpty();
            assertThat(site.committed(upload)).isEqualTo(5);
        }
    }

    private static final class WrappingFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            boolean wraps = request.getMethod().equals("PATCH");
            chain.doFilter(request, wraps ? new Deferring(response) : response);
        }
    }

    /** What filters do that give error pages of their own, or compress: errors are noted, output is collected. */
    private static final class Deferring extends HttpServletResponseWrapper {

        Deferring(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendError(int status) {
            // noted for later
        }

        @Override
        public void setStatus(int status) {
            // noted for later
        }

        @Override
        public PrintWriter getWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    // never calls it
                }

                @Override
                public void write(int collected) {
                    // for later
                }
            };
        }
    }
}
