package io.highwater.engine;

import io.highwater.store.UploadContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a joined upload, whose parts go when its bytes are in a file of their own or moved away. */
final class JoinedContent implements UploadContent {

    private final UploadContent content;
    private final Runnable whenApart;

    JoinedContent(UploadContent content, Runnable whenApart) {
        this.content = content;
        this.whenApart = whenApart;
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
    public InputStream openStream() throws IOException {
        return content.openStream();
    }

    @Override
    public Optional<Path> path() {
        Optional<Path> path = content.path();
        path.ifPresent(file -> whenApart.run());
        return path;
    }

    @Override
    public void moveTo(Path target) throws IOException {
        content.moveTo(target);
        whenApart.run();
    }

    @Override
    public void discard() throws IOException {
        content.discard();
        whenApart.run();
    }
}
