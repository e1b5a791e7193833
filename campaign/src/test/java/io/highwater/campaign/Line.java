package io.highwater.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A line to a server on which one thing goes wrong, once: when so many bytes have passed in one direction, over whatever
 * connections. Later connections are sound.
 */
final class Line implements AutoCloseable {

    /** What goes wrong. */
    enum Fault {
        /** Both ends are closed in order (FIN). */
        CUT,
        /** Both ends are reset (RST). */
        RESET,
        /** The direction is closed in order, the other one goes on. */
        HALF_CLOSE,
        /** Nothing passes in the direction any more, and the other end does not hear of it when this one hangs up. */
        STALL,
        /** Some bytes pass one by one. */
        THROTTLE
    }

    /** Where. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int BUFFER = 8 << 10;
    private static final int THROTTLED_BYTES = 64;
    private static final long PAUSE_NANOS = 200_000;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final URI server;
    private final Fault fault;
    private final Direction direction;
    private final long position;
    private final AtomicLong passed = new AtomicLong();

    /** @param position how many bytes pass before; {@link Long#MAX_VALUE} for a line that is sound */
    Line(URI server, Fault fault, Direction direction, long position) throws IOException {
        this.server = server;
        this.fault = fault;
        this.direction = direction;
        this.position = position;
        start(this::accept);
    }

    /** What clients take for the server. */
    URI base() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Whether it went wrong. */
    boolean hasFailed() {
        return passed.get() >= position;
    }

    /** How many bytes have passed in its direction. */
    long passed() {
        return passed.get();
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
            Socket upstream = new Socket(server.getHost(), server.getPort());
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(upstream);
            start(() -> pass(client, upstream, direction == Direction.TO_SERVER));
            start(() -> pass(upstream, client, direction == Direction.TO_CLIENT));
        }
    }

    private void pass(Socket from, Socket to, boolean faulty) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            long before = faulty ? passed.get() : 0;
            boolean fails = faulty && before < position && before + count >= position;
            int sound = fails ? (int) (position - before) : count;
            out.write(buffer, 0, sound);
            if (faulty) {
                passed.addAndGet(fails ? sound : count);
            }
            if (fails && !goesOnAfterFault(from, to, buffer, sound, count)) {
                return;
            }
        }
        to.shutdownOutput();
    }

    /** Whether bytes pass on this connection again. */
    private boolean goesOnAfterFault(Socket from, Socket to, byte[] buffer, int sound, int count) throws IOException {
        switch (fault) {
            case CUT -> close(from, to);
            case RESET -> {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
                close(from, to);
            }
            case HALF_CLOSE -> {
                to.shutdownOutput();
                from.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            case STALL -> from.getInputStream().transferTo(OutputStream.nullOutputStream());
            case THROTTLE -> {
                throttle(to, buffer, sound, count);
                return true;
            }
        }
        return false;
    }

    private void throttle(Socket to, byte[] buffer, int from, int count) throws IOException {
        int slow = Math.min(count, from + THROTTLED_BYTES);
        for (int i = from; i < slow; i++) {
            to.getOutputStream().write(buffer[i]);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        to.getOutputStream().write(buffer, slow, count - slow);
        passed.addAndGet(count - from);
    }

    private static void close(Socket from, Socket to) throws IOException {
        from.close();
        to.close();
    }

    /** Work that ends, with or without an exception, when a socket is closed. */
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // that is how it ends
                    }
                },
                "line");
        thread.setDaemon(true);
        thread.start();
    }
}
