package io.highwater.campaign;

import io.highwater.example.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;

/** How a server ends. */
interface End {

    /** Where the server is to keep its uploads; called before each start. */
    Path prepare(Path directory) throws IOException;

    /** Ends the server while its clients go on. */
    void strike(ServerProcess server, Scene scene) throws IOException;
}
