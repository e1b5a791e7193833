package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Something to do to a server, that measures it. */
public sealed interface Scenario {

    /** Its letter or name in results. */
    String key();

    /** What it is, for people. */
    String title();

    /** The name of the measure that servers are compared by. */
    String measure();

    /** Whether the server is to be started for it alone. */
    default boolean wantsFreshServer() {
        return false;
    }

    /** The same but small, to warm the server up. */
    Scenario warmUp();

    /** Does it to {@code target}, and deletes what it made there when all is measured. */
    Map<String, Double> run(Target target, ServerUsage server) throws IOException;

    /**
     * Whole uploads, one per connection.
     *
     * @param connections how many at once
     * @param each bytes in each upload
     * @param piece bytes in each request
     */
    record Uploads(String key, String title, int connections, long each, long piece) implements Scenario {

        private static final long WARM_UP_BYTES = 64L << 20;

        @Override
        public String measure() {
            return piece < 1 << 20 ? Measures.REQUESTS : Measures.THROUGHPUT;
        }

        @Override
        public Scenario warmUp() {
            long less = Math.min(each, WARM_UP_BYTES / connections);
            return new Uploads(key, title, connections, less, Math.min(piece, less));
        }

        @Override
        public Map<String, Double> run(Target target, ServerUsage server) throws IOException {
            Map<String, Double> measured =
                    Measures.around(target, server, this::prepare, crowd -> crowd.run(connections, this::upload));
            double mib = connections * (double) each / Payload.MIB;
            measured.put(Measures.THROUGHPUT, mib / measured.getOrDefault(Measures.SECONDS, Double.NaN));
            measured.put(Measures.CPU_PER_GIB, measured.getOrDefault(Measures.CPU, Double.NaN) / (mib / 1024));
            return measured;
        }

        /** Forms all requests once, so that their digests are known when time is taken. */
        private Crowd.Outcome prepare(Crowd crowd) {
            for (long offset = 0; offset < each; offset += piece) {
                crowd.target().protocol().append("", offset, Math.min(piece, each - offset));
            }
            return Crowd.Outcome.none();
        }

        private void upload(int worker, UploadClient client, Latencies latencies) throws IOException {
            String path = client.create(each).path();
            for (long offset = 0; offset < each; offset += piece) {
                latencies.add(client.append(path, offset, Math.min(piece, each - offset)));
            }
            client.complete(path, each, "");
        }
    }

    /**
     * Creates uploads, sends nothing, and leaves them there.
     *
     * @param connections how many at once
     * @param seconds for how long
     */
    record Creations(String key, String title, int connections, double seconds) implements Scenario {

        private static final long DECLARED = 5L << 20;

        @Override
        public String measure() {
            return Measures.REQUESTS;
        }

        @Override
        public Scenario warmUp() {
            return new Creations(key, title, connections, Math.min(seconds, 0.5));
        }

        @Override
        public Map<String, Double> run(Target target, ServerUsage server) throws IOException {
            return Measures.around(target, server, this::create);
        }

        /** What is made stays: where many files were just deleted a file system may search long for a place. */
        private Crowd.Outcome create(Crowd crowd) throws IOException {
            Crowd.Outcome outcome = crowd.run(connections, (worker, client, latencies) -> {
                for (long end = Measures.after(seconds); System.nanoTime() < end; ) {
                    latencies.add(client.createForSure(DECLARED).nanos());
                }
            });
            crowd.made().clear();
            return outcome;
        }
    }

    /**
     * Asks for the state of an upload that some bytes were sent to.
     *
     * @param connections how many at once, each with an upload of its own
     * @param seconds for how long
     */
    record Inspections(String key, String title, int connections, double seconds) implements Scenario {

        private static final long DECLARED = 5L << 20;
        private static final long SENT = 64L << 10;

        @Override
        public String measure() {
            return Measures.REQUESTS;
        }

        @Override
        public Scenario warmUp() {
            return new Inspections(key, title, connections, Math.min(seconds, 0.5));
        }

        @Override
        public Map<String, Double> run(Target target, ServerUsage server) throws IOException {
            List<String> paths = new ArrayList<>();
            return Measures.around(
                    target,
                    server,
                    crowd -> crowd.run(1, (worker, client, latencies) -> {
                        for (int i = 0; i < connections; i++) {
                            String path = client.create(DECLARED).path();
                            client.append(path, 0, SENT);
                            paths.add(path);
                        }
                    }),
                    crowd -> crowd.run(connections, (worker, client, latencies) -> {
                        for (long end = Measures.after(seconds); System.nanoTime() < end; ) {
                            latencies.add(client.inspect(paths.get(worker)));
                        }
                    }));
        }
    }

    /**
     * Slow clients, each with an upload of its own, and now and then a newcomer beside them.
     *
     * @param clients how many
     * @param seconds how many pieces of 1 KiB each sends, one a second
     */
    record Trickle(String key, String title, int clients, int seconds) implements Scenario {

        @Override
        public String measure() {
            return Measures.NEWCOMER_MEDIAN;
        }

        @Override
        public boolean wantsFreshServer() {
            return true;
        }

        @Override
        public Scenario warmUp() {
            long each = Math.min(256, clients) * (long) SlowClient.PIECE_BYTES;
            return new Uploads(key, title, 8, each, SlowClient.PIECE_BYTES);
        }

        @Override
        public Map<String, Double> run(Target target, ServerUsage server) throws IOException {
            try (Crowd crowd = new Crowd(target)) {
                return new LinkedHashMap<>(new SlowClients(crowd, clients, seconds).run(server));
            }
        }
    }
}
