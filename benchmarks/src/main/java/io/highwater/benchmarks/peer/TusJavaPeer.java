package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.desair.tus.server.TusFileUploadService;

/**
 * tus-java-server on the same Jetty as ours.
 *
 * @param jvm the Java that runs it
 */
record TusJavaPeer(Jvm jvm) implements Peer {

    @Override
    public String name() {
        return "tusjava";
    }

    @Override
    public UploadProtocol protocol() {
        return new UploadProtocol.Tus();
    }

    @Override
    public String base() {
        return "/files";
    }

    @Override
    public long warmUpBytes() {
        return jvm.warmUpBytes();
    }

    @Override
    public String prepare(Path work) {
        String jar = Path.of(TusFileUploadService.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getFileName()
                .toString();
        return jar.replace(".jar", "").replaceFirst("server-", "server ") + " on Jetty";
    }

    @Override
    public List<String> command(Place place) {
        List<String> command = new ArrayList<>(jvm.command());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TusJavaServer.class.getName()));
        command.addAll(List.of(Integer.toString(place.port()), place.directory().toString()));
        return command;
    }
}
