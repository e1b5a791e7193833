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

/** Many slow uploads from one thread: each a connection of its own that sends a little of a long body every second. */
public final class Trickle implements AutoCloseable {

    /** How long the bodies are, as their heads say. */
    public static final int BODY = 1 << 20;

    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int OPENED_PER_SECOND =
            100; // however many there are: a burst would say nothing of slow uploads
    private static final long OPENING_NANOS = PERIOD_NANOS / OPENED_PER_SECOND;
    private static final long LAP_NANOS = OPENING_NANOS / 20; // those opened a second apart do not send at one moment
    private static final int MOST_AT_ONCE = 8; // a client that was held up itself does not come back with a burst

    /**
     * How the bodies come.
     *
     * @param piece how many bytes a second
     * @param pieces so often; then there is silence
     */
    public record Pace(int piece, int pieces) {

        static Pace forEver(int piece) {
            return new Pace(piece, Integer.MAX_VALUE);
        }
    }

    /** The head of a request that sends a body to {@code upload}, such as {@code PUT /uploads/1?offset=0}. */
    public record Request(String upload, String line, List<String> fields) {

        /** Of the chunk protocol. */
        public static Request put(String upload) {
            return new Request(upload, "PUT " + upload + "?offset=0", List.of());
        }

        private byte[] bytes() {
            StringBuilder head = new StringBuilder(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
            fields.forEach(field -> head.append(field).append("\r\n"));
            return head.append("Content-Length: " + BODY + "\r\n\r\n")
                    .toString()
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * A connection that was ended by the server, or broke.
     *
     * @param said the beginning of what the server said, empty if it said nothing
     * @param how the error that told of the end, empty if it was orderly
     * @param after how long after the connection was asked for
     */
    public record End(String upload, String said, String how, Duration after) {}

    /** An upload that trickles. */
    public static final class Drip {

        private final String upload;
        private final AtomicLong sent = new AtomicLong();
        private ByteBuffer pending;
        private int pieces;
        private SocketChannel channel;
        private long openedNanos;
        private long dueNanos;

        private Drip(Request request) {
            this.upload = request.upload;
            this.pending = ByteBuffer.wrap(request.bytes());
        }

        public String upload() {
            return upload;
        }

        /** How many bytes of the body were handed to the system. */
        public long sent() {
            return sent.get();
        }
    }

    private final InetSocketAddress server;
    private final Pace pace;
    private final Selector selector = Selector.open();
    private final Queue<Drip> added = new ConcurrentLinkedQueue<>();
    private final List<Drip> all = new ArrayList<>();
    private final Queue<End> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger dripping = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "trickle");
    private volatile boolean closed;

    public Trickle(URI server, Pace pace) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.pace = pace;
        thread.start();
    }

    public void add(List<Request> requests) {
        requests.forEach(request -> added.add(new Drip(request)));
        selector.wakeup();
    }

    /** How many have sent at least one piece. */
    public int dripping() {
        return dripping.get();
    }

    /** Those that ended before {@link #close}. */
    public List<End> ended() {
        return List.copyOf(ended);
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
    public List<Drip> drips() {
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
            ended.add(new End("the client", "", e.toString(), Duration.ZERO));
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
            if (drip.pieces < pace.pieces && (drip.channel == null || drip.channel.isOpen())) {
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
            end(drip, e.toString());
        }
    }

    private void connect(Drip drip) throws IOException {
        drip.openedNanos = System.nanoTime();
        drip.channel = SocketChannel.open();
        drip.channel.configureBlocking(false);
        drip.channel.connect(server);
        drip.channel.register(selector, SelectionKey.OP_CONNECT, drip);
    }

    private void sendPiece(Drip drip) throws IOException {
        if (!drip.pending.hasRemaining()) {
            drip.pending = ByteBuffer.allocate(pace.piece);
            drip.pieces++;
        }
        int count = drip.channel.write(drip.pending);
        if (drip.pieces > 0 && drip.sent.getAndAdd(count) == 0 && count > 0) {
            dripping.incrementAndGet();
        }
    }

    private void ready(SelectionKey key) {
        Drip drip = (Drip) key.attachment();
        if (!key.isConnectable()) {
            end(drip, "");
            return;
        }
        try {
            drip.channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            sendPiece(drip);
        } catch (IOException e) {
            end(drip, e.toString());
        }
    }

    /** What the server has said is there even if sending failed. */
    private void end(Drip drip, String failure) {
        ByteBuffer said = ByteBuffer.allocate(500);
        String how = failure;
        try {
            if (drip.channel != null && drip.channel.isConnected()) {
                drip.channel.read(said);
            }
        } catch (IOException e) {
            how = e.toString();
        }
        Duration after = Duration.ofNanos(System.nanoTime() - drip.openedNanos);
        ended.add(new End(
                drip.upload, new String(said.array(), 0, said.position(), StandardCharsets.US_ASCII), how, after));
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
