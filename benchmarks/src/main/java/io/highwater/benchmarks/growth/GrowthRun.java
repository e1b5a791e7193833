package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.TemporaryFolder;
import io.highwater.benchmarks.load.Scenario;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.GrowthPoint;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what grows, from small to large.
 *
 * @param peer ours, prepared
 * @param work where it was prepared
 * @param java the launcher of the Java that it runs on
 * @param results where points go
 * @param say receives a line for each point
 */
public record GrowthRun(Peer peer, Path work, String java, Results results, Consumer<String> say) {

    private static final long WARM_UP_PIECE = 5L << 20;
    private static final long WARM_UP_UPLOAD = 256L << 20;
    private static final long SPARE_BYTES = 1L << 30;

    /** So many uploads at once, of {@code bytes} together. */
    public void concurrency(List<Long> counts, long bytes) throws IOException {
        if (!counts.isEmpty()) {
            withServer(server -> measure(new Concurrency(server, LiveHeap.beside(java), bytes), counts));
        }
    }

    /** One upload of each of these sizes, in bytes; those that the disk has no room for are left out. */
    public void uploadSizes(List<Long> sizes) throws IOException {
        Files.createDirectories(work);
        long room = Files.getFileStore(work).getUsableSpace() - SPARE_BYTES;
        List<Long> fitting = sizes.stream().filter(size -> size <= room).toList();
        sizes.stream()
                .filter(size -> size > room)
                .forEach(
                        size -> say.accept("an upload of " + size + " bytes is left out: the disk has no room for it"));
        if (!fitting.isEmpty()) {
            withServer(server -> measure(new UploadSize(server, LiveHeap.beside(java)), fitting));
        }
    }

    /** A store that holds so many uploads. */
    public void storeSizes(List<Long> counts) throws IOException {
        if (!counts.isEmpty()) {
            try (TemporaryFolder folder = TemporaryFolder.in(work)) {
                measure(new StoreSize(peer, work, folder.path()), counts);
            }
        }
    }

    /** What is done with a server. */
    @FunctionalInterface
    private interface Act {
        void with(RunningPeer server) throws IOException;
    }

    private void withServer(Act act) throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.in(work);
                RunningPeer server = RunningPeer.start(peer, work, folder.path())) {
            say.accept("warming up " + peer.name());
            for (long left = peer.warmUpBytes(); left > 0; left -= WARM_UP_UPLOAD) {
                long size = Math.min(left, WARM_UP_UPLOAD);
                new Scenario.Uploads("", "", 1, size, WARM_UP_PIECE).run(server.target(), server.usage());
            }
            act.with(server);
        }
    }

    private void measure(Series series, List<Long> sizes) throws IOException {
        for (long size : sizes.stream().sorted().toList()) {
            GrowthPoint point = series.measure(size);
            results.add(point);
            say.accept(series.name() + " " + size + ": " + point.values());
        }
    }
}
