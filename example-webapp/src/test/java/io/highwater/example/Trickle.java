package io.highwater.example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many slow uploads from one thread: each a connection of its own that sends 1 KiB of a long body every second. */
final class Trickle implements AutoCloseable {

    static final int PIECE = 1 << 10;

    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int OPENED_PER_SECOND =
            100; // however many there are: a burst would say nothing of slow uploads
    private static final long OPENING_NANOS = PERIOD_NANOS / OPENED_PER_SECOND;
    private static final long LAP_NANOS = OPENING_NANOS / 20; // those opened a second apart do not send at one moment
    private static final int MOST_AT_ONCE = 8; // a client that was held up itself does not come back with a burst
    static final int BODY = 1 << 20;

    /** An upload that trickles. */
    static final class Drip {

        private final String upload;
        private final AtomicLong sent = new AtomicLong();
        private ByteBuffer pending;
        private boolean headIsSent;
        private SocketChannel channel;
        private long dueNanos;

        private Drip(String upload) {
            this.upload = upload;
            this.pending = ByteBuffer.wrap(
                    ("PUT " + upload + "?offset=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + BODY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        String upload() {
            return upload;
        }

        /** How many bytes of the body were handed to the system. */
        long sent() {
            return sent.get();
        }
    }

    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final Queue<Drip> added = new ConcurrentLinkedQueue<>();
    private final List<Drip> all = new ArrayList<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger dripping = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "trickle");
    private volatile boolean closed;

    Trickle(URI server) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        thread.start();
    }

    void add(List<String> uploads) {
        uploads.forEach(upload -> added.add(new Drip(upload)));
        selector.wakeup();
    }

    /** How many have sent at least one piece. */
    int dripping() {
        return dripping.get();
    }

    /** What happened to uploads that ended before they should. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** Ends all connections; afterwards the uploads are to be looked at. */
    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        selector.close();
    }

    /** All uploads; only after {@link #close}. */
    List<Drip> drips() {
        return all;
    }

    private void run() {
        Queue<Drip> waiting = new ArrayDeque<>();
        try {
            while (!closed) {
                long start = System.nanoTime();
                int before = all.size();
                for (Drip drip = added.poll(); drip != null; drip = added.poll()) {
                    long number = all.size() - before;
                    drip.dueNanos = start + number * OPENING_NANOS + number / OPENED_PER_SECOND * LAP_NANOS;
                    all.add(drip);
                    waiting.add(drip);
                }
                sendDue(waiting);
                selector.select(this::ready, 1);
            }
            for (Drip drip : all) {
                close(drip);
            }
        } catch (IOException | RuntimeException e) {
            broken.add("the client: " + e);
        }
    }

    /** The queue stays in the order of the due times as long as all of them move by the same period. */
    private void sendDue(Queue<Drip> waiting) {
        int sends = 0;
        for (int i = waiting.size(); i > 0 && sends < MOST_AT_ONCE; i--) {
            Drip drip = waiting.remove();
            if (System.nanoTime() - drip.dueNanos >= 0) {
                drip.dueNanos += PERIOD_NANOS;
                send(drip);
                sends++;
            }
            if (drip.channel == null || drip.channel.isOpen()) {
                waiting.add(drip);
            }
        }
    }

    private void send(Drip drip) {
        try {
            if (drip.channel == null) {
                connect(drip);
            } else if (drip.channel.isConnected()) {
                sendPiece(drip);
            }
        } catch (IOException e) {
            broken.add(drip.upload + ": " + e);
            close(drip);
        }
    }

    private void connect(Drip drip) throws IOException {
        drip.channel = SocketChannel.open();
        drip.channel.configureBlocking(false);
        drip.channel.connect(server);
        drip.channel.register(selector, SelectionKey.OP_CONNECT, drip);
    }

    private void sendPiece(Drip drip) throws IOException {
        if (!drip.pending.hasRemaining()) {
            drip.pending = ByteBuffer.allocate(PIECE);
            drip.headIsSent = true;
        }
        int count = drip.channel.write(drip.pending);
        if (drip.headIsSent && drip.sent.getAndAdd(count) == 0 && count > 0) {
            dripping.incrementAndGet();
        }
    }

    private void ready(SelectionKey key) {
        Drip drip = (Drip) key.attachment();
        if (!key.isConnectable()) {
            gone(drip);
            return;
        }
        try {
            drip.channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            sendPiece(drip);
        } catch (IOException e) {
            broken.add(drip.upload + ": " + e);
            close(drip);
        }
    }

    /** An answer or an end before the body is sent is wrong, whatever it says. */
    private void gone(Drip drip) {
        ByteBuffer said = ByteBuffer.allocate(500);
        String how = "";
        try {
            drip.channel.read(said);
        } catch (IOException e) {
            how = e.toString();
        }
        broken.add(drip.upload + ": " + how + new String(said.array(), 0, said.position(), StandardCharsets.US_ASCII));
        close(drip);
    }

    private static void close(Drip drip) {
        try {
            if (drip.channel != null) {
                drip.channel.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
