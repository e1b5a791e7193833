package io.highwater.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link ResumableUploadFilter} costs a request that has no mark: the same servlet in the same server with the
 * filter before it and without, asked in turn over one connection. Medians are compared within a block, as the pace of
 * a machine changes between them. No test, as it asserts no times, and not run by the build:
 * {@code mvn test -pl servlet -am -Dtest=PassThroughBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PassThroughBenchmark {

    private static final int BLOCKS = 20;
    private static final int WARM_UP = 5;

    @TempDir
    Path directory;

    /** Ways to the servlet. */
    private enum Way {
        PLAIN,
        /** Like the first: what differs is chance. */
        PLAIN_AGAIN,
        /** Behind a filter that does nothing: what differs is the container's. */
        PASSED,
        FILTERED;

        String path() {
            return "/" + name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is asked for.
     *
     * @param rounds in each block; every round asks once on each way, in an order that chance decides
     */
    private record Load(String method, int size, int rounds) {
        byte[] request(Way way) {
            String head = method + " " + way.path() + "?tag=7 HTTP/1.1\r\nHost: localhost\r\n"
                    + (size == 0 ? "" : "Content-Type: text/plain\r\nContent-Length: " + size + "\r\n") + "\r\n";
            byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
            return Arrays.copyOf(bytes, bytes.length + size);
        }

        @Override
        public String toString() {
            return method + " of " + size + " bytes";
        }
    }

    @Test
    void measure() throws Exception {
        Deployment deployment = Deployment.of(new Reader(), directory)
                .at("/", "/*")
                .with(new Deployment.Pieces(this::addFilters, Map.of()));
        try (Container.Running server = Container.JETTY.start(deployment);
                Connection connection = new Connection(server.port())) {
            List<Load> loads =
                    List.of(new Load("GET", 0, 2_000), new Load("POST", 1 << 10, 2_000), new Load("POST", 5 << 20, 50));
            for (Load load : loads) {
                for (int i = 0; i < WARM_UP; i++) {
                    block(connection, load, new Random(i));
                }
            }
            for (Load load : loads) {
                measure(connection, load);
            }
        }
    }

    private void addFilters(ServletContext context) {
        Filter ours = ResumableUploadFilter.builder().dataDir(directory).build();
        Filter other = (request, response, chain) -> chain.doFilter(request, response);
        Map.of(Way.FILTERED, ours, Way.PASSED, other).forEach((way, filter) -> {
            FilterRegistration.Dynamic added = context.addFilter(way.name(), filter);
            added.setAsyncSupported(true);
            added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, way.path());
        });
    }

    private static void measure(Connection connection, Load load) throws IOException {
        Random random = new Random(load.size());
        List<Map<Way, long[]>> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(block(connection, load, random));
        }
        System.out.printf(
                Locale.ROOT,
                "%s, median %.1f us%n",
                load,
                median(blocks.get(BLOCKS / 2).get(Way.PLAIN)) / 1e3);
        for (Way way : List.of(Way.PLAIN_AGAIN, Way.PASSED, Way.FILTERED)) {
            double[] ratios = blocks.stream()
                    .mapToDouble(block -> median(block.get(way)) / median(block.get(Way.PLAIN)))
                    .sorted()
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "  %-11s / PLAIN %.3f (middle half %.3f to %.3f)%n",
                    way,
                    (ratios[BLOCKS / 2 - 1] + ratios[BLOCKS / 2]) / 2,
                    ratios[BLOCKS / 4],
                    ratios[BLOCKS - 1 - BLOCKS / 4]);
        }
    }

    /** The nanoseconds that each request took. */
    private static Map<Way, long[]> block(Connection connection, Load load, Random random) throws IOException {
        Map<Way, byte[]> requests = new EnumMap<>(Way.class);
        Map<Way, long[]> times = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            requests.put(way, load.request(way));
            times.put(way, new long[load.rounds()]);
        }
        List<Way> order = new ArrayList<>(List.of(Way.values()));
        for (int round = 0; round < load.rounds(); round++) {
            Collections.shuffle(order, random);
            for (Way way : order) {
                long begin = System.nanoTime();
                connection.ask(requests.get(way), load.size());
                times.get(way)[round] = System.nanoTime() - begin;
            }
        }
        return times;
    }

    private static double median(long[] values) {
        return Arrays.stream(values)
                .sorted()
                .skip((values.length - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    /** An endpoint that knows nothing of uploads: it says how much it has read. */
    private static final class Reader extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long size = request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.getOutputStream().print(size);
        }
    }

    /** One connection for all requests. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void ask(byte[] request, int size) throws IOException {
            socket.getOutputStream().write(request);
            int length = 0;
            String status = line();
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
            }
            String content = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
            if (!status.startsWith("HTTP/1.1 200") || !content.equals(Integer.toString(size))) {
                throw new AssertionError(status + ": " + content);
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server ended the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
