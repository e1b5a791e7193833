package io.highwater.store.file;

import io.highwater.store.RangeChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/** Reads one channel after the other. */
final class SequenceChannel implements ReadableByteChannel {

    private final List<RangeChannel> channels;
    private int current;
    private boolean open = true;

    SequenceChannel(List<RangeChannel> channels) {
        this.channels = channels;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        while (current < channels.size()) {
            int count = channels.get(current).read(into);
            if (count >= 0) {
                return count;
            }
            current++;
        }
        return -1;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        IOException failure = null;
        for (RangeChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
