package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with PUT of its WebDAV module: no resumption, no state, no sync. */
final class NginxPeer implements Peer {

    private static final long WARM_UP_BYTES = 256L << 20;

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public UploadProtocol protocol() {
        return new UploadProtocol.PlainPut();
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
        Tool nginx = tool();
        if (!nginx.run("-V").contains("http_dav_module")) {
            throw new UnavailableException("this nginx was built without ngx_http_dav_module");
        }
        return nginx.run("-v").replace("nginx version: ", "") + ", DAV PUT";
    }

    @Override
    public List<String> command(Place place) throws IOException {
        try {
            Path directory = Files.createDirectories(place.directory());
            Files.createDirectories(directory.resolve("temp"));
            Files.createDirectories(directory.resolve("store"));
            Path file = directory.resolve("nginx.conf");
            Files.writeString(file, configuration(place));
            return List.of(
                    tool().path().toString(),
                    "-e",
                    directory.resolve("error.log").toString(),
                    "-c",
                    file.toString());
        } catch (UnavailableException e) {
            throw new IOException(e);
        }
    }

    private static Tool tool() throws UnavailableException {
        return Tool.require("nginx", "Debian: nginx");
    }

    private static String configuration(Place place) throws IOException {
        try (InputStream template = NginxPeer.class.getResourceAsStream("nginx.conf")) {
            if (template == null) {
                throw new IOException("nginx.conf is not on the class path");
            }
            boolean root = "root".equals(System.getProperty("user.name"));
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@USER@", root ? "user root;" : "")
                    .replace("@DIRECTORY@", place.directory().toString())
                    .replace("@PORT@", Integer.toString(place.port()));
        }
    }
}
