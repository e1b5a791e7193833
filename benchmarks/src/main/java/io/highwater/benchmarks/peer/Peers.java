package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All that can be measured. */
public final class Peers {

    private Peers() {}

    /**
     * Where ours and the others come from.
     *
     * @param jar our example
     * @param node the folder of the peer that npm installs
     * @param jvm the Java for those that need one
     * @param variants more of ours
     */
    public record Sources(Path jar, Path node, Jvm jvm, List<Variant> variants) {}

    /**
     * One more of ours.
     *
     * @param suffix of its name
     * @param protocol what is spoken to it
     * @param options of the example and of its JVM
     */
    public record Variant(String suffix, UploadProtocol protocol, List<String> options) {}

    /** The peers: the one that others are compared with first. */
    public static List<Peer> all(Sources from) {
        Stream<Peer> fixed = Stream.of(
                new NginxPeer(),
                new TusdPeer(),
                new NodePeer(from.node()),
                new TusJavaPeer(from.jvm()),
                own("ours", new UploadProtocol.Chunk(), List.of(), from),
                own("ours-tus", new UploadProtocol.Tus(), List.of(), from));
        Stream<Peer> variants = from.variants().stream()
                .map(variant -> own("ours-" + variant.suffix(), variant.protocol(), variant.options(), from));
        return Stream.concat(fixed, variants).toList();
    }

    private static OwnPeer own(String name, UploadProtocol protocol, List<String> options, Sources from) {
        return new OwnPeer(name, protocol, options, from.jar(), from.jvm());
    }
}
