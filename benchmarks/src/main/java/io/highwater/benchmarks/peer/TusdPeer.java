package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** tusd, the reference server of tus: one that is installed, or one that Go builds into the work folder. */
final class TusdPeer implements Peer {

    private static final String VERSION = "v2.9.1";
    private static final String MODULE = "github.com/tus/tusd/v2/cmd/tusd@" + VERSION;
    private static final long WARM_UP_BYTES = 256L << 20;

    @Override
    public String name() {
        return "tusd";
    }

    @Override
    public UploadProtocol protocol() {
        return new UploadProtocol.Tus();
    }

    @Override
    public String base() {
        return "/files/";
    }

    @Override
    public long warmUpBytes() {
        return WARM_UP_BYTES;
    }

    @Override
    public String prepare(Path work) throws UnavailableException {
        Optional<Tool> installed = Tool.find(name());
        if (installed.isPresent()) {
            String told = installed.get().run("-version");
            return "tusd " + told.lines().findFirst().orElse("").replace("Version: ", "");
        }
        if (built(work).isEmpty()) {
            Tool go = Tool.find("go")
                    .orElseThrow(() -> new UnavailableException("there is no tusd, and no go to build it with"));
            ProcessBuilder builder = new ProcessBuilder();
            builder.environment().put("GOBIN", folder(work).toString());
            go.run(builder, "install", MODULE);
        }
        return "tusd " + VERSION;
    }

    @Override
    public List<String> command(Place place) throws IOException {
        Tool tusd = Tool.find(name()).or(() -> built(place.work())).orElseThrow(() -> new IOException("no tusd"));
        return List.of(
                tusd.path().toString(),
                "-host",
                "127.0.0.1",
                "-port",
                Integer.toString(place.port()),
                "-upload-dir",
                place.directory().toString(),
                "-base-path",
                base());
    }

    private Path folder(Path work) {
        return work.resolve(name() + "-" + VERSION);
    }

    private Optional<Tool> built(Path work) {
        return Optional.of(folder(work).resolve(name()))
                .filter(Files::isExecutable)
                .map(Tool::new);
    }
}
