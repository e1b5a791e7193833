package io.highwater.benchmarks;

import io.highwater.benchmarks.load.PieceDigests;
import io.highwater.benchmarks.load.UploadProtocol;
import io.highwater.benchmarks.peer.Jvm;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.peer.Peers;
import io.highwater.session.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What servers are measured, and where. Folders are seen from the repository's. */
final class CommonOptions {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    @Option(
            names = "--work",
            defaultValue = "benchmarks/target/work",
            description = "for peers and what is uploaded, on the disk to measure (default: ${DEFAULT-VALUE})")
    Path work = Path.of("");

    @Option(
            names = "--example",
            defaultValue = "example-webapp/target/example-webapp.jar",
            description = "our server (default: ${DEFAULT-VALUE})")
    Path example = Path.of("");

    @Option(
            names = "--node-peer",
            defaultValue = "benchmarks/peers/node",
            description = "what npm is to install (default: ${DEFAULT-VALUE})")
    Path nodePeer = Path.of("");

    @Option(names = "--java", description = "the launcher of servers in Java (default: the one that runs this)")
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Option(
            names = "--jvm",
            defaultValue = "-Xmx256m",
            description = "its options, with spaces between (default: ${DEFAULT-VALUE})")
    String jvm = "";

    @Option(
            names = "--warm-up",
            defaultValue = "4096",
            description = "MiB that are sent to a server in Java before it is measured (default: ${DEFAULT-VALUE})")
    int warmUpMib;

    @Option(
            names = "--variant",
            description = "one more of ours: NAME=options of the example and of its JVM, such as "
                    + "small='-Xmx64m --chunk-size 1MiB'")
    Map<String, String> variants = new LinkedHashMap<>();

    @Option(
            names = "--digest",
            split = ",",
            description = "one more of ours, with the digest of each request's body: crc32c, sha-256 and others")
    List<String> digests = new ArrayList<>();

    /** The Java of servers. */
    Jvm jvm() {
        return new Jvm(java, words(jvm), (long) warmUpMib << 20);
    }

    /** All peers there are, those that cannot be had too. */
    List<Peer> peers() {
        List<Peers.Variant> more = new ArrayList<>();
        variants.forEach(
                (name, options) -> more.add(new Peers.Variant(name, new UploadProtocol.Chunk(), words(options))));
        digests.forEach(key -> more.add(new Peers.Variant(key, withDigest(key), List.of())));
        return Peers.all(new Peers.Sources(example.toAbsolutePath(), nodePeer.toAbsolutePath(), jvm(), more));
    }

    private static UploadProtocol withDigest(String key) {
        DigestAlgorithm algorithm = DigestAlgorithm.ofKey(key)
                .filter(DigestAlgorithm::isRegistered)
                .orElseThrow(() -> new IllegalArgumentException("There is no digest " + key + " for HTTP"));
        return new UploadProtocol.Chunk(PieceDigests.of(algorithm));
    }

    /**
     * Those of the peers that are {@code wanted} and can be had, with their versions; what is left out, and why, is
     * told. Nothing wanted is everything.
     */
    Map<Peer, String> prepared(List<String> wanted, Console console) {
        Map<Peer, String> prepared = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>(wanted);
        for (Peer peer : peers()) {
            unknown.remove(peer.name());
            if (wanted.isEmpty() || wanted.contains(peer.name())) {
                prepare(peer, prepared, console);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("There is no server " + String.join(", ", unknown));
        }
        return prepared;
    }

    private void prepare(Peer peer, Map<Peer, String> prepared, Console console) {
        try {
            prepared.put(peer, peer.prepare(work.toAbsolutePath()));
        } catch (Peer.UnavailableException e) {
            console.say(peer.name() + " is left out: " + e.getMessage());
        }
    }

    /** The Java of servers, in words. */
    String describeJava() {
        try {
            Process process = new ProcessBuilder(java, "-version")
                    .redirectErrorStream(true)
                    .start();
            try (var output = process.inputReader()) {
                List<String> lines = output.lines().toList();
                process.waitFor(1, TimeUnit.MINUTES);
                return (lines.size() > 1 ? lines.get(1) : java) + ", "
                        + (jvm.isBlank() ? "no options" : "`" + jvm + "`");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalArgumentException(java + " does not run: " + e.getMessage(), e);
        }
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(SPACES.split(text.strip()));
    }
}
