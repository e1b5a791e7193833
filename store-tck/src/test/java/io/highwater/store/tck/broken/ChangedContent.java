package io.highwater.store.tck.broken;

import io.highwater.store.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Content whose bytes are not what was written. */
final class ChangedContent extends ForwardingContent {

    private final byte[] bytes;

    private ChangedContent(UploadContent content, byte[] bytes) {
        super(content);
        this.bytes = bytes;
    }

    static UploadContent of(UploadContent content, UnaryOperator<byte[]> change) throws IOException {
        try (InputStream in = content.openStream()) {
            return new ChangedContent(content, change.apply(in.readAllBytes()));
        }
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public ReadableByteChannel open(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        return Channels.newChannel(new ByteArrayInputStream(bytes, (int) from, (int) (to - from)));
    }
}
