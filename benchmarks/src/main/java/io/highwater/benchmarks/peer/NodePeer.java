package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * {@code @tus/server} with its file store, as its lock file pins it.
 *
 * @param sources the folder of {@code package.json}, {@code package-lock.json} and {@code server.mjs}
 */
record NodePeer(Path sources) implements Peer {

    private static final long WARM_UP_BYTES = 512L << 20;
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "server.mjs");

    @Override
    public String name() {
        return "node";
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
        return WARM_UP_BYTES;
    }

    @Override
    public String prepare(Path work) throws UnavailableException {
        Tool node = Tool.require("node", "Debian: nodejs");
        Tool npm = Tool.require("npm", "Debian: npm");
        Path folder = work.resolve(name());
        try {
            Files.createDirectories(folder);
            for (String file : FILES) {
                Files.copy(sources.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UnavailableException("its files cannot be copied: " + e);
        }
        if (!Files.isDirectory(folder.resolve("node_modules/@tus/server"))) {
            npm.run(new ProcessBuilder().directory(folder.toFile()), "ci", "--no-audit", "--no-fund");
        }
        String version = node.run(
                new ProcessBuilder().directory(folder.toFile()),
                "-p",
                "require('./node_modules/@tus/server/package.json').version");
        return "@tus/server " + version + " on Node " + node.run("--version");
    }

    @Override
    public List<String> command(Place place) throws IOException {
        Tool node = Tool.find("node").orElseThrow(() -> new IOException("no node"));
        String server = place.work().resolve(name()).resolve("server.mjs").toString();
        return List.of(
                node.path().toString(),
                server,
                Integer.toString(place.port()),
                place.directory().toString());
    }
}
