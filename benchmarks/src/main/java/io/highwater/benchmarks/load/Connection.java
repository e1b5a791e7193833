package io.highwater.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection that is kept alive; made again where the server closes it. One thread at a time. */
public final class Connection implements AutoCloseable {

    private final InetSocketAddress address;
    private final ByteBuffer body = Payload.view();
    private SocketChannel channel;
    private ResponseReader reader;

    /** Connects to {@code address}. */
    public Connection(InetSocketAddress address) throws IOException {
        this.address = address;
        this.channel = open(address);
        this.reader = new ResponseReader(channel);
    }

    static SocketChannel open(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
        return channel;
    }

    /** Sends a request and waits for the response. */
    public Response call(Call call) throws IOException {
        ByteBuffer head = head(call);
        long begin = System.nanoTime();
        if (call.body() instanceof Call.Bytes bytes) {
            send(head, bytes);
        } else if (call.body() instanceof Call.Halves halves) {
            send(head, halves.first());
            halves.pause().await();
            send(head, halves.second());
        } else {
            sendAll(head);
        }
        Response read = reader.read(call.method());
        Response response = new Response(read.status(), read.fields(), read.text(), System.nanoTime() - begin);
        if (response.closes()) {
            reopen();
        }
        return response;
    }

    private ByteBuffer head(Call call) {
        byte[] head = call.head(host(address));
        byte[] text = call.body() instanceof Call.Text small ? small.bytes() : new byte[0];
        return ByteBuffer.allocate(head.length + text.length)
                .put(head)
                .put(text)
                .flip();
    }

    static String host(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private void send(ByteBuffer head, Call.Bytes bytes) throws IOException {
        long offset = bytes.offset();
        long end = offset + bytes.length();
        int first = Payload.place(body, offset, bytes.length());
        ByteBuffer[] together = {head, body};
        while (head.hasRemaining()) {
            channel.write(together);
        }
        sendAll(body);
        for (offset += first; offset < end; ) {
            int placed = Payload.place(body, offset, end - offset);
            sendAll(body);
            offset += placed;
        }
    }

    private void sendAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void reopen() throws IOException {
        channel.close();
        channel = open(address);
        reader = new ResponseReader(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
