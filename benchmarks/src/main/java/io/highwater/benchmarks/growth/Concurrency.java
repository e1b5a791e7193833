package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.load.Call;
import io.highwater.benchmarks.load.Crowd;
import io.highwater.benchmarks.load.Measures;
import io.highwater.benchmarks.load.OtherWork;
import io.highwater.benchmarks.load.ServerUsage;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.GrowthPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The same uploads each time, more and more of them at once.
 *
 * @param peer the server
 * @param heap how its heap is looked at
 * @param bytes of all uploads together, if there are more than at once
 */
record Concurrency(RunningPeer peer, LiveHeap heap, long bytes) implements Series {

    static final String NAME = "uploads at once";

    private static final long UPLOAD = 256L << 10; // in two requests
    private static final int PATIENCE_SECONDS = 60;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public GrowthPoint measure(long size) throws IOException {
        long turns = Math.max(1, bytes / UPLOAD / size);
        double mib = size * turns * UPLOAD / MIB;
        ServerUsage server = peer.usage();
        double idle = heap.mib(server);
        server.forgetPeak();
        double cpu = server.cpuSeconds();
        OtherWork others = OtherWork.begin(server::cpuSeconds);
        try (Crowd crowd = new Crowd(peer.target())) {
            double[] live = {Double.NaN, 0, 0};
            Crowd.Outcome outcome = crowd.run((int) size, uploads((int) size, turns, () -> {
                long begin = System.nanoTime();
                live[2] = server.threads();
                live[0] = heap.mib(server);
                live[1] = (System.nanoTime() - begin) / 1e9;
            }));
            double seconds = outcome.seconds() - live[1];
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(Measures.THROUGHPUT, mib / seconds);
            values.put(Measures.CPU_PER_GIB, (server.cpuSeconds() - cpu) * 1024 / mib);
            values.put(Measures.MEDIAN, outcome.latencies().percentileMillis(0.5));
            values.put(Measures.P99, outcome.latencies().percentileMillis(0.99));
            values.put(GrowthValues.HEAP_ADDED, live[0] - idle);
            values.put(Measures.PEAK_RESIDENT, server.peakMib());
            values.put(Measures.THREADS, live[2]);
            values.put(Measures.OTHER_WORK, others.processors());
            return new GrowthPoint(NAME, peer.peer().name(), size, values);
        }
    }

    /** One upload after the other, with a look at the server in the middle of the first body of each connection. */
    private static Crowd.Work uploads(int atOnce, long turns, Look look) {
        CyclicBarrier middle = new CyclicBarrier(atOnce, () -> look.unchecked());
        Call.Halves stopping = new Call.Halves(new Call.Bytes(0, UPLOAD / 2), () -> await(middle));
        return (worker, client, latencies) -> {
            for (long turn = 0; turn < turns; turn++) {
                String path = client.create(UPLOAD).path();
                if (turn == 0) {
                    client.append(path, 0, stopping);
                } else {
                    latencies.add(client.append(path, 0, UPLOAD / 2));
                }
                latencies.add(client.append(path, UPLOAD / 2, UPLOAD / 2));
                client.complete(path, UPLOAD, "");
            }
        };
    }

    private static void await(CyclicBarrier middle) throws IOException {
        try {
            middle.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | InterruptedException | TimeoutException e) {
            throw new IOException("another upload failed", e);
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
