package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.load.Crowd;
import io.highwater.benchmarks.load.Measures;
import io.highwater.benchmarks.load.OtherWork;
import io.highwater.benchmarks.load.Payload;
import io.highwater.benchmarks.load.ServerUsage;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.GrowthPoint;
import io.highwater.session.DigestAlgorithm;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One upload, in requests of 5 MiB, completed with the SHA-256 that its bytes must have: the server reads them all
 * again, and refuses if one of them is wrong.
 *
 * @param peer a server that speaks the chunk protocol
 * @param heap how its heap is looked at
 */
record UploadSize(RunningPeer peer, LiveHeap heap) implements Series {

    static final String NAME = "MiB of one upload";

    private static final long PIECE = 5L << 20;
    private static final long MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public GrowthPoint measure(long size) throws IOException {
        String digest = Base64.getEncoder().encodeToString(Payload.digest(DigestAlgorithm.SHA_256, 0, size));
        ServerUsage server = peer.usage();
        double idle = heap.mib(server);
        server.forgetPeak();
        double cpu = server.cpuSeconds();
        OtherWork others = OtherWork.begin(server::cpuSeconds);
        AtomicLong completion = new AtomicLong();
        Map<String, Double> values = new LinkedHashMap<>();
        try (Crowd crowd = new Crowd(peer.target())) {
            Crowd.Outcome outcome = crowd.run(1, (worker, client, latencies) -> {
                String path = client.create(size).path();
                for (long offset = 0; offset < size; offset += PIECE) {
                    latencies.add(client.append(path, offset, Math.min(PIECE, size - offset)));
                }
                values.put(Measures.CPU_PER_GIB, (server.cpuSeconds() - cpu) / (size / GIB));
                values.put(GrowthValues.HEAP_ADDED, heap.mib(server) - idle);
                completion.set(client.complete(path, size, "Repr-Digest: sha-256=:" + digest + ":\r\n"));
            });
            double sending = outcome.latencies().totalSeconds();
            values.put(GrowthValues.SECONDS_PER_GIB, sending / (size / GIB));
            values.put(GrowthValues.DIGEST_SECONDS_PER_GIB, completion.get() / 1e9 / (size / GIB));
            values.put(Measures.P99, outcome.latencies().percentileMillis(0.99));
            values.put(Measures.PEAK_RESIDENT, server.peakMib());
            values.put(Measures.OTHER_WORK, others.processors());
        }
        return new GrowthPoint(NAME, peer.peer().name(), size / MIB, values);
    }
}
