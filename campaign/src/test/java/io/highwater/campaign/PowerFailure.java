package io.highwater.campaign;

import static org.awaitility.Awaitility.await;

import io.highwater.example.ServerProcess;
import io.highwater.store.file.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The file system under the server stops at once and forgets what was not synced, as if the power had failed. */
final class PowerFailure implements End, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path image;
    private @Nullable Mount mount;

    PowerFailure(Path image) {
        this.image = image;
    }

    /** Mounts the image, again if that shows the file system that was cut: whoever copied our mounts may still hold it. */
    @Override
    public Path prepare(Path directory) {
        Path mounted = directory.resolve("mounted");
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> isMounted(mounted));
        return mounted.resolve("data");
    }

    private boolean isMounted(Path directory) throws IOException {
        mount = Mount.orSkip(directory, "-o", "loop", image.toString());
        try {
            Files.delete(Files.createTempFile(directory, "alive", ""));
            return true;
        } catch (IOException dead) {
            close();
            return false;
        }
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
