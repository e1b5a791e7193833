package io.highwater.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import io.highwater.example.Interruption.Cut;
import io.highwater.example.Interruption.Framing;
import io.highwater.example.Walk.Resumption;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plain WAR with its web.xml in containers that know nothing of it. */
class WarIT {

    private static final long SIZE = 40_000_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void anUploadThatIsCutGoesOnInAnyContainer(WarContainer.Kind kind) throws Exception {
        try (WarContainer container = kind.deploy(War.copyTo(directory), directory)) {
            assertThat(container
                            .classes()
                            .loadClass("io.highwater.servlet.ResumableUploadServlet")
                            .getClassLoader())
                    .as("the classes of the WAR, not of this test")
                    .isSameAs(container.classes());
            ChunkClient client = new ChunkClient(container.base(), WarContainer.CONTEXT);
            new Walk(container.base(), client, this::bytesOnDisk)
                    .go(new Payload(5, SIZE), new Interruption(Framing.CONTENT_LENGTH, Cut.FIN), Resumption.AT_OFFSET);
        }
    }

    @Test
    void aClientIsToldOfItsUploadByAWarThatSeesNothingOfItsServer() throws Exception {
        try (WarContainer container = WarContainer.Kind.JETTY.deploy(War.copyTo(directory), directory);
                Socket socket =
                        new Socket(container.base().getHost(), container.base().getPort())) {
            assertThatThrownBy(() -> container.classes().loadClass("org.eclipse.jetty.io.EndPoint"))
                    .isInstanceOf(ClassNotFoundException.class);
            String head = "POST " + WarContainer.CONTEXT + "/uploads HTTP/1.1\r\nHost: localhost\r\n"
                    + "Upload-Complete: ?1\r\nUpload-Draft-Interop-Version: 8\r\nContent-Length: 4\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 104 Upload Resumption Supported");
            List<String> interim = in.lines().takeWhile(line -> !line.isEmpty()).toList();
            assertThat(interim).anyMatch(line -> line.startsWith("Location: " + WarContainer.CONTEXT + "/uploads/"));
            socket.getOutputStream().write("1234".getBytes(US_ASCII));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatStopsTellsTheBodiesThatRunTheirOffset(WarContainer.Kind kind) throws Exception {
        try (RawHttp running = runningBodyAtAServerThatStops(kind)) {
            Answer answer = running.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Upload-Offset")).isEqualTo("5");
        }
    }

    private RawHttp runningBodyAtAServerThatStops(WarContainer.Kind kind) throws Exception {
        try (WarContainer container = kind.deploy(War.copyTo(directory), directory)) {
            String upload = new ChunkClient(container.base(), WarContainer.CONTEXT).create(1000);
            RawHttp running = RawHttp.connect(container.base());
            running.head("PUT " + upload + "?offset=0", "Content-Length: 1000").body("12345".getBytes(US_ASCII));
            await().atMost(Duration.ofSeconds(20)).until(() -> bytesOnDisk(upload) == 5);
            return running;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongOptionStopsTheDeploymentAndIsNamed(WarContainer.Kind kind) throws Exception {
        War war = War.copyTo(directory).with("chunk-size", "a handful");
        try (Said said = new Said()) {
            Exception failure = catchException(() -> kind.deploy(war, directory).close());
            assertThat(failure).isNotNull();
            assertThat(said.everything(failure)).contains("chunk-size").contains("a handful");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownOptionStopsTheDeploymentAndIsNamed(WarContainer.Kind kind) throws Exception {
        War war = War.copyTo(directory).with("chunksize", "5MiB");
        try (Said said = new Said()) {
            Exception failure = catchException(() -> kind.deploy(war, directory).close());
            assertThat(failure).isNotNull();
            assertThat(said.everything(failure)).contains("chunksize").contains("chunk-size");
        }
    }

    private long bytesOnDisk(String upload) {
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        try {
            return Files.size(directory.resolve("data").resolve("uploads").resolve(id + ".data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an operator gets to read: the exceptions, and what Tomcat logs and does not throw. */
    private static final class Said extends Handler implements AutoCloseable {

        private final Logger log = Logger.getLogger("org.apache.catalina");
        private final List<Throwable> logged = new ArrayList<>();

        Said() {
            log.addHandler(this);
        }

        String everything(Throwable thrown) {
            StringBuilder all = new StringBuilder();
            logged.forEach(one -> appendCauses(all, one));
            appendCauses(all, thrown);
            return all.toString();
        }

        private static void appendCauses(StringBuilder all, Throwable one) {
            for (Throwable cause = one; cause != null; cause = cause.getCause()) {
                all.append(cause.getMessage()).append('\n');
            }
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            if (entry.getThrown() != null) {
                logged.add(entry.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            log.removeHandler(this);
        }
    }
}
