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
 * @param options the example's options beside port, host and directory, which begin with two dashes, and those of its
 *     JVM beside {@code jvm}, which begin with one and go before these
 * @param jar the example
 * @param jvm the Java that runs it
 */
public record OwnPeer(String name, UploadProtocol protocol, List<String> options, Path jar, Jvm jvm) implements Peer {

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
        String with = options.isEmpty() ? "" : ", `" + String.join(" ", options) + "`";
        return "Highwater's example, " + protocol.title() + with;
    }

    @Override
    public List<String> command(Place place) {
        List<String> command = new ArrayList<>(jvm.command());
        options.stream().filter(OwnPeer::isOfJvm).forEach(command::add);
        command.addAll(List.of("-jar", jar.toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(place.port())));
        command.addAll(List.of("--data-dir", place.directory().toString()));
        options.stream().filter(option -> !isOfJvm(option)).forEach(command::add);
        return command;
    }

    private static boolean isOfJvm(String option) {
        return option.startsWith("-") && !option.startsWith("--");
    }
}
