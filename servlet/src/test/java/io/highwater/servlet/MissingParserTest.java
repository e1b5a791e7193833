package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.endpoint.OriginalRequest;
import io.highwater.servlet.endpoint.ReplayedRequest;
import io.highwater.servlet.endpoint.StoredRequest;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An application that has left out the library which parses multipart bodies. */
class MissingParserTest {

    private static final String LIBRARY = "org.apache.commons.fileupload2.";

    /** Has classes of its own for what is tried, and no library. */
    private static final class WithoutLibrary extends ClassLoader {
        WithoutLibrary() {
            super(MissingParserTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(LIBRARY)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.highwater.servlet.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Asks for parts, and then reads the body. */
    public static final class Trial extends HttpServlet {
        @Override
        protected void service(HttpServletRequest live, HttpServletResponse response)
                throws IOException, ServletException {
            byte[] body = "the body".getBytes(StandardCharsets.UTF_8);
            StoredRequest stored = new StoredRequest(OriginalRequest.of(live), new BytesContent(body));
            ReplayedRequest request = new ReplayedRequest(live, response, stored);
            response.getWriter().print(request.getParameter("x") + "\n");
            try {
                response.getWriter().print(request.getParts());
            } catch (IllegalStateException e) {
                response.getWriter().print(e.getMessage() + "\n");
            }
            response.getWriter().print(request.getReader().readLine());
            request.endWith(() -> {});
        }
    }

    @Test
    void getPartsSaysWhatIsMissingAndAllElseWorks() throws Exception {
        Servlet trial = (Servlet) new WithoutLibrary()
                .loadClass(Trial.class.getName())
                .getConstructor()
                .newInstance();
        try (EndpointSite site = EndpointSite.of(Container.JETTY, trial)) {
            String text = site.plain(Call.of(
                            "POST",
                            EndpointSite.ENDPOINT + "?x=1",
                            new byte[0],
                            "Content-Type: multipart/form-data; boundary=x"))
                    .text();

            assertThat(text.lines())
                    .containsExactly(
                            "1",
                            "parts of an upload are read by commons-fileupload2-jakarta-servlet6,"
                                    + " which is not on the class path",
                            "the body");
        }
    }
}
