package io.highwater.campaign;

import io.highwater.example.ServerProcess;
import io.highwater.store.file.Mount;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file system under the server stops at once and forgets what was not synced, as if the power had failed. */
final class PowerFailure implements End, AutoCloseable {

    private final Path image;
    private @Nullable Mount mount;

    PowerFailure(Path image) {
        this.image = image;
    }

    @Override
    public Path prepare(Path directory) throws IOException {
        mount = Mount.orSkip(directory.resolve("mounted"), "-o", "loop", image.toString());
        return mount.directory().resolve("data");
    }

    /** Only answers that were read before the cut count: a sync that races with it may succeed and not be durable. */
    @Override
    public void strike(ServerProcess server, Scene scene) {
        scene.lives().cut();
        if (mount != null) {
            mount.cut();
        }
        server.kill();
        scene.tally().count(Column.CUTS);
        close();
    }

    @Override
    public void close() {
        if (mount != null) {
            mount.close();
            mount = null;
        }
    }
}
