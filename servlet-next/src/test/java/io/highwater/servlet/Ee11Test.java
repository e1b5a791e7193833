package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.RawClient.Response;
import io.highwater.store.memory.MemoryUploadStore;
import java.util.List;
import java.util.OptionalLong;
import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads with 104 in Jetty's environment of Jakarta EE 11. */
class Ee11Test {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private final UploadEngine engine =
            UploadEngine.builder(new MemoryUploadStore()).build();
    private final Server server = new Server();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
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

    @Test
    void theContainersAreTheNewerOnes() {
        assertThat(Server.getVersion()).startsWith("12.1.");
        assertThat(ServerInfo.getServerNumber()).startsWith("11.");
    }

    @Test
    void aClientIsToldWhereItsUploadIsOverHttp11() throws Exception {
        try (RawClient client = new RawClient(connector.getLocalPort())) {
            for (int again = 0; again < 2; again++) {
                client.head(
                        "POST",
                        "/uploads",
                        "Upload-Complete: ?1",
                        "Upload-Draft-Interop-Version: 8",
                        "Content-Length: 10");
                Response told = client.readInterim();
                assertThat(told.status()).isEqualTo(104);
                client.send(TEN);
                Response created = client.read("POST");
                assertThat(created.status()).isEqualTo(200);
                assertThat(created.field("Location")).isPresent().isEqualTo(told.field("Location"));
            }
        }
    }

    @Test
    void aClientIsToldWhereItsUploadIsOverHttp2() throws Exception {
        List<String> fields = List.of("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8");
        HttpLine.Head head = new HttpLine.Head("POST", "/uploads", OptionalLong.empty(), fields);
        try (Http2Call call = new Http2Call(connector.getLocalPort(), head)) {
            Response told = call.readInterim();
            assertThat(told.status()).isEqualTo(104);
            call.send(TEN);
            Response created = call.finish().orElseThrow();
            assertThat(created.status()).isEqualTo(200);
            assertThat(created.field("Location")).isPresent().isEqualTo(told.field("Location"));
        }
    }
}
