package io.highwater.store.tck.broken;

import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Passes every call on. */
class ForwardingContent implements UploadContent {

    final UploadContent content;

    ForwardingContent(UploadContent content) {
        this.content = content;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        return content.open(from, to);
    }

    @Override
    public Optional<Path> path() {
        return content.path();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        content.moveTo(target);
    }

    @Override
    public void discard() throws IOException {
        content.discard();
    }
}
