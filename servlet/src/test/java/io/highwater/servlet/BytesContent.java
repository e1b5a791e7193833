package io.highwater.servlet;

import io.highwater.store.UploadContent;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Bytes as the content of an upload. */
class BytesContent implements UploadContent {

    private final byte[] bytes;

    BytesContent(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public ReadableByteChannel open(long from, long to) {
        return Channels.newChannel(new ByteArrayInputStream(bytes, (int) from, (int) (to - from)));
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public void moveTo(Path target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discard() {
        throw new UnsupportedOperationException();
    }
}
