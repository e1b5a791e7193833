package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The runnable jar of the example, in a process of its own.
 *
 * @param name its name in results
 * @param protocol what is spoken to it
 * @param options the example's options beside port, host and directory
 * @param jar the example
 * @param jvm the Java that runs it
 */
public record OwnPeer(String name, UploadProtocol protocol, List<String> options, Path jar, Jvm jvm) implements Peer {

    /** With the chunk protocol. */
    public static OwnPeer chunk(String name, List<String> options, Path jar, Jvm jvm) {
        return new OwnPeer(name, new UploadProtocol.Chunk(), options, jar, jvm);
    }

    /** With tus. */
    public static OwnPeer tus(String name, List<String> options, Path jar, Jvm jvm) {
        return new OwnPeer(name, new UploadProtocol.Tus(), options, jar, jvm);
    }

    @Override
    public String base() {
        return "/uploads";
    }

    @Override
    public long warmUpBytes() {
        return jvm.warmUpBytes();
    }

    @Override
    public String prepare(Path work) throws UnavailableException {
        if (!Files.isRegularFile(jar)) {
            throw new UnavailableException("there is no " + jar + " (mvn package makes it)");
        }
        String spoken = protocol instanceof UploadProtocol.Tus ? "tus" : "the chunk protocol";
        return "Highwater's example, " + spoken + (options.isEmpty() ? "" : ", " + String.join(" ", options));
    }

    @Override
    public List<String> command(Place place) {
        List<String> command = new ArrayList<>(jvm.command());
        command.addAll(List.of("-jar", jar.toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(place.port())));
        command.addAll(List.of("--data-dir", place.directory().toString()));
        command.addAll(options);
        return command;
    }
}
