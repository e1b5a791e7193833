package io.highwater.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that sends 1 KiB of its upload each second, and waits then for the answer. One thread. */
final class SlowClient {

    static final int PIECE_BYTES = 1024;
    private static final long SECOND = 1_000_000_000L;

    /** How a client is doing. */
    enum State {
        SENDING,
        WAITING,
        SERVED,
        FAILED
    }

    private final SocketChannel channel;
    private final ByteBuffer body = Payload.view();
    private final int pieces;
    private final StringBuilder answer = new StringBuilder();
    private int sent;
    private long due;
    private long lastSent;
    private long acknowledged;
    private State state = State.SENDING;

    private SlowClient(SocketChannel channel, int pieces) {
        this.channel = channel;
        this.pieces = pieces;
        this.due = System.nanoTime() + SECOND;
    }

    /** Connects and sends the head of a request with {@code pieces} KiB. */
    static SlowClient begin(InetSocketAddress address, Call call, int pieces, Selector selector) throws IOException {
        SocketChannel channel = Connection.open(address);
        channel.write(ByteBuffer.wrap(call.head(Connection.host(address))));
        channel.configureBlocking(false);
        SlowClient client = new SlowClient(channel, pieces);
        channel.register(selector, SelectionKey.OP_READ, client);
        return client;
    }

    boolean isDone() {
        return state == State.SERVED || state == State.FAILED;
    }

    boolean isServed() {
        return state == State.SERVED;
    }

    /** From the last byte sent to the answer. */
    long acknowledgementNanos() {
        return acknowledged - lastSent;
    }

    /** Sends the next piece if its time has come. */
    void sendIfDue(long now) throws IOException {
        if (state != State.SENDING || now < due) {
            return;
        }
        Payload.place(body, (long) sent * PIECE_BYTES, PIECE_BYTES);
        try {
            channel.write(body);
        } catch (IOException e) {
            end(State.FAILED);
            return;
        }
        sent++;
        due += SECOND;
        lastSent = System.nanoTime();
        if (body.hasRemaining()) {
            end(State.FAILED); // the server has stopped reading
        } else if (sent == pieces) {
            state = State.WAITING;
        }
    }

    /** Reads what there is of the answer. */
    void receive(ByteBuffer scratch) throws IOException {
        int read;
        try {
            read = channel.read(scratch.clear());
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            end(State.FAILED);
            return;
        }
        answer.append(StandardCharsets.ISO_8859_1.decode(scratch.flip()));
        if (answer.indexOf("\r\n\r\n") > 0) {
            acknowledged = System.nanoTime();
            end(state == State.WAITING && answer.charAt("HTTP/1.1 ".length()) == '2' ? State.SERVED : State.FAILED);
        }
    }

    /** Gives up unless it is done. */
    void giveUp() throws IOException {
        if (!isDone()) {
            end(State.FAILED);
        }
    }

    private void end(State last) throws IOException {
        state = last;
        channel.close();
    }
}
