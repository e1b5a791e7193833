package io.highwater.benchmarks.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
     * @param variants more of ours: a suffix of the name, and the example's options
     */
    public record Sources(Path jar, Path node, Jvm jvm, Map<String, List<String>> variants) {}

    /** The peers: the one that others are compared with first. */
    public static List<Peer> all(Sources from) {
        Stream<Peer> fixed = Stream.of(
                new NginxPeer(),
                new TusdPeer(),
                new NodePeer(from.node()),
                new TusJavaPeer(from.jvm()),
                OwnPeer.chunk("ours", List.of(), from.jar(), from.jvm()),
                OwnPeer.tus("ours-tus", List.of(), from.jar(), from.jvm()));
        Stream<Peer> variants = from.variants().entrySet().stream()
                .map(variant -> OwnPeer.chunk("ours-" + variant.getKey(), variant.getValue(), from.jar(), from.jvm()));
        return Stream.concat(fixed, variants).toList();
    }
}
