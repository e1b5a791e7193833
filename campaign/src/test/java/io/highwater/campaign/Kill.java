package io.highwater.campaign;

import io.highwater.example.ServerProcess;
import java.nio.file.Path;

/** SIGKILL. */
final class Kill implements End {

    @Override
    public Path prepare(Path directory) {
        return directory.resolve("data");
    }

    @Override
    public void strike(ServerProcess server, Scene scene) {
        scene.lives().dying();
        server.kill();
        scene.tally().count(Column.KILLS);
    }
}
