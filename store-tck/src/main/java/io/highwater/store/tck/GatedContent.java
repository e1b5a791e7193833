package io.highwater.store.tck;

import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Content behind a gate. */
record GatedContent(UploadContent content, Gate gate) implements UploadContent {

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        return gate.pass(() -> content.open(from, to));
    }

    @Override
    public Optional<Path> path() {
        return content.path();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        gate.pass((Gate.Action) () -> content.moveTo(target));
    }

    @Override
    public void discard() throws IOException {
        gate.pass((Gate.Action) content::discard);
    }
}
