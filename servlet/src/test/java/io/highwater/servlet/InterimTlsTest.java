package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.RawClient.Response;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 104 over TLS, where the bytes that are written are not the ones that leave. */
class InterimTlsTest {

    private static final String PASSWORD = "of a test";
    private static final byte[] LONG = new byte[20 << 20];

    private final UploadEngine engine =
            UploadEngine.builder(new MemoryUploadStore()).build();
    private final Server server = new Server();

    @TempDir
    Path directory;

    private Path keys;
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        keys = makeKeys(directory.resolve("keys.p12"));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.toString());
        tls.setKeyStorePassword(PASSWORD);
        connector = new ServerConnector(server, tls);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(
                ResumableUploadServlet.builder().engine(engine).build());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/uploads/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        engine.close();
    }

    private static Path makeKeys(Path file) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-alias",
                        "test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return file;
    }

    private RawClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new RawClient(context.getSocketFactory().createSocket("127.0.0.1", connector.getLocalPort()));
    }

    @Test
    void aClientIsToldWhereItsUploadIsAndHowFar() throws Exception {
        try (RawClient client = client()) {
            for (int again = 0; again < 2; again++) {
                client.head(
                        "POST",
                        "/uploads",
                        "Upload-Complete: ?1",
                        "Upload-Draft-Interop-Version: 8",
                        "Content-Length: " + LONG.length);
                Response told = client.readInterim();
                assertThat(told.status()).isEqualTo(104);
                client.send(LONG, 0, 15 << 20);
                Response progress = client.readInterim();
                assertThat(Long.parseLong(progress.field("Upload-Offset").orElseThrow()))
                        .isBetween(LONG.length / 6L, 15L << 20);
                client.send(LONG, 15 << 20, LONG.length);
                Response created = client.read("POST");
                assertThat(created.status()).isEqualTo(200);
                assertThat(created.field("Location")).isEqualTo(told.field("Location"));
            }
        }
    }
}
