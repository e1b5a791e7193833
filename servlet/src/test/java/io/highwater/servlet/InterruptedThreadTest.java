package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.store.file.FileUploadStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt that somebody left on the container's thread would close the file channels of the store. */
class InterruptedThreadTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource({"JETTY,true", "TOMCAT,true", "UNDERTOW,true", "JETTY,false", "TOMCAT,false", "UNDERTOW,false"})
    void aRequestIsServedAndTheInterruptIsLeftForItsOwner(Container container, boolean async, @TempDir Path directory)
            throws Exception {
        InterruptingFilter filter = new InterruptingFilter();
        try (Site site = Site.on(container)
                .store(FileUploadStore.open(directory))
                .deployed(d -> async ? d.behind(filter) : d.behind(filter).blocking())
                .start()) {
            String upload = site.createComplete("{\"length\":10}", TEN);
            assertThat(site.request("HEAD", upload).status()).isEqualTo(200);
            assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
            assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
            assertThat(filter.left).isNotEmpty().allMatch(interrupted -> interrupted);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEndpointReadsAnUploadAndTheFilesOfTheStoreStayUsable(Container container, @TempDir Path directory)
            throws Exception {
        InterruptingFilter filter = new InterruptingFilter();
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        FilterSite.Documents endpoint = new FilterSite.Documents() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                seen.add(Thread.currentThread().isInterrupted());
                super.service(request, response);
            }
        };
        try (FilterSite site = FilterSite.on(container)
                .store(FileUploadStore.open(directory))
                .before(filter)
                .endpoint(endpoint)
                .start()) {
            for (int i = 0; i < 3; i++) {
                String upload = site.begin("/documents", TEN);
                RawClient.Response response = site.append(upload, 10, TEN, true);
                assertThat(response.text())
                        .isEqualTo("20 " + FilterSite.sha256("01234567890123456789".getBytes(UTF_8)));
                assertThat(site.append(upload, 20, new byte[0], true).text()).isEqualTo(response.text());
            }
            assertThat(seen).containsExactly(true, true, true);
            assertThat(filter.left).isNotEmpty().allMatch(interrupted -> interrupted);
        }
    }

    private static final class InterruptingFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private final transient List<Boolean> left = new CopyOnWriteArrayList<>();

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Thread.currentThread().interrupt();
            try {
                chain.doFilter(request, response);
            } finally {
                left.add(Thread.interrupted());
            }
        }
    }
}
