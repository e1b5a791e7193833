package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.load.Crowd;
import io.highwater.benchmarks.load.Latencies;
import io.highwater.benchmarks.load.Measures;
import io.highwater.benchmarks.load.ServerUsage;
import io.highwater.benchmarks.load.UploadClient;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.GrowthPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * Uploads at the same time, of as many bytes together whatever their number.
 *
 * @param peer the server
 * @param heap how its heap is looked at
 * @param bytes of all uploads together
 */
record Concurrency(RunningPeer peer, LiveHeap heap, long bytes) implements Series {

    static final String NAME = "uploads at once";

    private static final long LARGEST_PIECE = 5L << 20;
    private static final long SMALLEST_UPLOAD = 64L << 10;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public GrowthPoint measure(long size) throws IOException {
        long each = Math.max(SMALLEST_UPLOAD, bytes / size);
        ServerUsage server = peer.usage();
        double idle = heap.mib(server);
        server.forgetPeak();
        double cpu = server.cpuSeconds();
        try (Crowd crowd = new Crowd(peer.target())) {
            double[] live = {Double.NaN, 0};
            Crowd.Outcome outcome = crowd.run((int) size, halves((int) size, each, () -> {
                long begin = System.nanoTime();
                live[0] = heap.mib(server);
                live[1] = (System.nanoTime() - begin) / 1e9;
            }));
            double seconds = outcome.seconds() - live[1];
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(Measures.THROUGHPUT, size * each / MIB / seconds);
            values.put(Measures.CPU_PER_GIB, (server.cpuSeconds() - cpu) * 1024 / (size * each / MIB));
            values.put(Measures.MEDIAN, outcome.latencies().percentileMillis(0.5));
            values.put(Measures.P99, outcome.latencies().percentileMillis(0.99));
            values.put(GrowthValues.HEAP_ADDED, live[0] - idle);
            values.put(Measures.PEAK_RESIDENT, server.peakMib());
            values.put(Measures.THREADS, server.threads());
            return new GrowthPoint(NAME, peer.peer().name(), size, values);
        }
    }

    /** Half of each upload, a look at the server while all of them are open, then the other half. */
    private static Crowd.Work halves(int uploads, long each, Look look) {
        CyclicBarrier middle = new CyclicBarrier(uploads, () -> look.unchecked());
        return (worker, client, latencies) -> {
            String path = client.create(each).path();
            send(client, path, 0, each / 2, latencies);
            try {
                middle.await();
            } catch (BrokenBarrierException | InterruptedException e) {
                throw new IOException("another upload failed", e);
            }
            send(client, path, each / 2, each, latencies);
            client.complete(path, each, "");
        };
    }

    private static void send(UploadClient client, String path, long from, long to, Latencies latencies)
            throws IOException {
        for (long offset = from; offset < to; offset += LARGEST_PIECE) {
            latencies.add(client.append(path, offset, Math.min(LARGEST_PIECE, to - offset)));
        }
    }

    /** A look at the server. */
    @FunctionalInterface
    private interface Look {
        void look() throws IOException;

        default void unchecked() {
            try {
                look();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
