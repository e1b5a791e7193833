package io.highwater.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that ask for finished bytes and then do not read them. The heap is 64 MiB. */
class SlowReadersIT {

    private static final int READERS = 100;
    private static final long SIZE = 16L << 20; // more than what lies in sockets
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final int PATIENCE_MILLIS = 60_000;

    @RegisterExtension
    final Servers servers = new Servers();

    private final List<Socket> readers = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (Socket reader : readers) {
            reader.close();
        }
    }

    @Test
    void aHundredOfThemTakeLittleMemoryAndGetTheirBytesInTheEnd() throws Exception {
        ExampleJar server = servers.start();
        Payload payload = new Payload(1, SIZE);
        String upload = finished(server, payload);
        for (int i = 0; i < READERS; i++) {
            readers.add(asking(server, upload));
        }

        String beside = finished(server, payload);

        assertThat(server.client().sha256(beside)).isEqualTo(payload.sha256());
        assertThat(sha256(readers.get(0).getInputStream())).isEqualTo(payload.sha256());
        assertThat(sha256(readers.get(READERS - 1).getInputStream())).isEqualTo(payload.sha256());
        assertThat(server.output()).doesNotContain("OutOfMemoryError");
    }

    private static String finished(ExampleJar server, Payload payload) throws IOException {
        ChunkClient client = server.client();
        String upload = client.create(payload.size());
        client.putRest(upload, payload, 0, 1 << 20);
        client.complete(upload);
        return upload;
    }

    /** A client that has read the head of the response and no more. */
    private static Socket asking(ExampleJar server, String upload) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(
                new InetSocketAddress(server.base().getHost(), server.base().getPort()));
        socket.getOutputStream()
                .write(("GET " + upload + "/content HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200");
        return socket;
    }

    private static String sha256(InputStream content) throws IOException {
        MessageDigest digest = Payload.newSha256();
        digest.update(content.readNBytes((int) SIZE));
        return HexFormat.of().formatHex(digest.digest());
    }
}
