package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether connections that the server has no time to take wait for it: all clients come back at once after a restart. */
class BacklogIT {

    private static final int CONNECTIONS = 100; // what Java asks for by default is 50, what old kernels allow 128
    private static final int PATIENCE_MILLIS = 20_000;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void connectionsWaitForAServerThatIsHeldUp() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill");
        ExampleJar server = servers.start();
        InetSocketAddress address =
                new InetSocketAddress("127.0.0.1", server.base().getPort());
        List<Socket> waiting = new ArrayList<>();
        signal("STOP", server);
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                assertThatNoException()
                        .as("connection %d", i)
                        .isThrownBy(() -> socket.connect(address, PATIENCE_MILLIS));
            }
        } finally {
            signal("CONT", server);
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static void signal(String signal, ExampleJar server) throws IOException, InterruptedException {
        String pid = Long.toString(server.java().pid());
        Process kill =
                new ProcessBuilder("/bin/kill", "-" + signal, pid).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
    }
}
