package io.highwater.campaign;

import io.highwater.example.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A server that can be tried: a command that serves uploads and keeps them in a directory.
 *
 * @param command for a directory; its port is free to choose
 * @param ready what it says when it serves, the port in the first group
 * @param collection the path that uploads are created at
 * @param content what follows an upload's path at the path of its bytes
 */
record Program(String name, Function<Path, List<String>> command, Pattern ready, String collection, String content) {

    ServerProcess start(Path data) throws IOException {
        return ServerProcess.start(command.apply(data), ready);
    }

    URI collection(URI base) {
        return base.resolve(collection);
    }
}
