package io.highwater.servlet;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A line to a server that breaks once, after so many bytes to the server, in the middle of whatever they are. It does not
 * break before the server has got something: what nobody read yet is lost with the line.
 */
final class Relay implements AutoCloseable {

    private static final int BUFFER = 8 << 10;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int server;
    private final AtomicLong left;
    private final BooleanSupplier isReceived;

    Relay(int server, long breaksAfter, BooleanSupplier isReceived) throws IOException {
        this.server = server;
        this.left = new AtomicLong(breaksAfter);
        this.isReceived = isReceived;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    boolean isBroken() {
        return left.get() <= 0;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(client);
            sockets.add(upstream);
            start(() -> pass(client, upstream, true));
            start(() -> pass(upstream, client, false));
        }
    }

    private void pass(Socket from, Socket to, boolean counted) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count; (count = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, count);
                long before = counted ? left.getAndAdd(-count) : 0;
                if (before > 0 && before <= count) {
                    await().until(isReceived::getAsBoolean);
                    from.setSoLinger(true, 0); // RST
                    to.setSoLinger(true, 0);
                    return;
                }
            }
        }
    }

    /** Work that ends, with or without an exception, when a socket is closed. */
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // that is how it ends
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
