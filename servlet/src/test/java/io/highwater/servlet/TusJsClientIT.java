package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official client for JavaScript, in Node. It is installed with npm into the build directory. */
class TusJsClientIT {

    private static final Path SCRIPTS = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "tus-js-client");
    private static final int TIMEOUT_SECONDS = 180;

    @TempDir
    static Path directory;

    private static final byte[] BYTES = new byte[3_000_001];
    private static Site site;
    private static Path file;

    @BeforeAll
    static void start() throws Exception {
        install();
        new Random(23).nextBytes(BYTES);
        file = Files.write(directory.resolve("file.bin"), BYTES);
        site = Site.on(Container.JETTY).start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whole",
                "chunked",
                "duringCreation",
                "overridePatchMethod",
                "deferredLength",
                "parallel",
                "resumed"
            })
    void aFileArrives(String scenario) throws Exception {
        assertArrived(upload(scenario));
    }

    private static void assertArrived(String upload) throws Exception {
        RawClient.Response content = site.request("GET", upload + "/content");
        assertThat(sha256(content.body())).isEqualTo(sha256(BYTES));
        assertThat(content.field("Content-Type")).contains("image/png");
        assertThat(content.field("Content-Disposition").orElseThrow()).contains("filename*=UTF-8''%C3%A4%20b.bin");
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?1");
    }

    /**
     * The modes in which the client speaks the IETF's protocol, interop versions 5 and 6. Files are sent from buffers: of a
     * file that it reads in pieces itself the client never says that the last one is the last.
     */
    @ParameterizedTest
    @CsvSource({
        "whole, ietf-draft-03", "inBuffers, ietf-draft-03", "duringCreation, ietf-draft-03",
                "deferredLength, ietf-draft-03",
        "whole, ietf-draft-05", "inBuffers, ietf-draft-05", "duringCreation, ietf-draft-05",
                "deferredLength, ietf-draft-05"
    })
    void aFileArrivesByTheProtocolOfTheIetf(String scenario, String protocol) throws Exception {
        assertArrived(upload(scenario, site.port(), protocol));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ietf-draft-03", "ietf-draft-05"})
    void aFileArrivesByTheProtocolOfTheIetfAlthoughTheLineBreaksInTheMiddle(String protocol) throws Exception {
        try (Relay relay = site.breakingAfter(BYTES.length / 2)) {
            String upload = upload("broken", relay.port(), protocol);
            assertThat(relay.isBroken()).isTrue();
            assertArrived(upload);
        }
    }

    @Test
    void aFileArrivesAlthoughTheLineBreaksInTheMiddle() throws Exception {
        try (Relay relay = site.breakingAfter(BYTES.length / 2)) {
            String upload = upload("broken", relay.port(), "tus-v1");
            assertThat(relay.isBroken()).isTrue();
            assertThat(sha256(site.request("GET", upload + "/content").body())).isEqualTo(sha256(BYTES));
        }
    }

    @Test
    void aTerminatedUploadIsNotFound() throws Exception {
        assertThat(site.request("HEAD", upload("terminated")).status()).isEqualTo(404);
    }

    /** Runs a scenario of the script; returns the upload's path. */
    private static String upload(String scenario) throws Exception {
        return upload(scenario, site.port(), "tus-v1");
    }

    private static String upload(String scenario, int port, String protocol) throws Exception {
        String endpoint = "http://127.0.0.1:" + port + "/uploads";
        Path script = INSTALLED.resolve("tus-client.js").toAbsolutePath();
        Run run = Run.of(INSTALLED, List.of("node", script.toString(), scenario, endpoint, file.toString(), protocol));
        assertThat(run.exit()).as(run.output()).isZero();
        return URI.create(run.output().strip()).getPath();
    }

    private static void install() throws Exception {
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "tus-client.js")) {
            Files.copy(SCRIPTS.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        require(List.of("node", "--version"), "needs node");
        if (!Files.isDirectory(INSTALLED.resolve("node_modules/tus-js-client"))) {
            require(
                    List.of("npm", "install", "--no-audit", "--no-fund", "--no-package-lock"),
                    "needs npm and a registry to install tus-js-client");
        }
    }

    private static void require(List<String> command, String otherwise) throws Exception {
        try {
            Run run = Run.of(INSTALLED, command);
            if (run.exit() != 0) {
                abort(otherwise + ": " + run.output());
            }
        } catch (IOException e) {
            abort(otherwise + ": " + e.getMessage());
        }
    }

    /** A process that ended, and what it said. */
    private record Run(int exit, String output) {

        static Run of(Path directory, List<String> command) throws Exception {
            Path output = Files.createTempFile("run", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Run(process.exitValue(), text);
        }
    }

    private static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }
}
