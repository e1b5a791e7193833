package io.highwater.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many slow clients on one selector. They come one after the other, all within the first second. */
final class SlowClients {

    private static final int PATIENCE_SECONDS = 60;
    private static final int SELECT_MILLIS = 2;
    private static final int CREATORS = 8;
    private static final int AT_ONCE = 20;

    private final Crowd crowd;
    private final int count;
    private final int seconds;
    private final List<SlowClient> clients = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(8 << 10);
    private int refused;

    SlowClients(Crowd crowd, int count, int seconds) {
        this.crowd = crowd;
        this.count = count;
        this.seconds = seconds;
    }

    /** Runs until the last client was answered, or {@value #PATIENCE_SECONDS} seconds after it should have been. */
    Map<String, Double> run(ServerUsage server) throws IOException {
        String[] paths = create();
        double threads = server.threads();
        double resident = server.residentMib();
        server.forgetPeak();
        double cpu = server.cpuSeconds();
        OtherWork others = OtherWork.begin(server::cpuSeconds);
        long begin = System.nanoTime();
        try (Newcomers newcomers = Newcomers.begin(crowd, server);
                Selector selector = Selector.open()) {
            trickle(paths, selector, begin);
            Map<String, Double> values = new LinkedHashMap<>(newcomers.end());
            values.put(Measures.SECONDS, (System.nanoTime() - begin) / 1e9);
            values.put(Measures.CPU, server.cpuSeconds() - cpu);
            values.put(Measures.OTHER_WORK, others.processors());
            values.put(Measures.THREADS_BEFORE, threads);
            values.put(Measures.RESIDENT_BEFORE, resident);
            values.put(Measures.PEAK_RESIDENT, server.peakMib());
            values.putAll(clientValues());
            return values;
        }
    }

    private Map<String, Double> clientValues() {
        Latencies acknowledgements = new Latencies();
        clients.stream()
                .filter(SlowClient::isServed)
                .forEach(client -> acknowledgements.add(client.acknowledgementNanos()));
        return Map.of(
                Measures.SLOW_OK, (double) acknowledgements.count(),
                Measures.SLOW_FAILED, (double) (count - acknowledgements.count()),
                Measures.SLOW_ACK, acknowledgements.percentileMillis(0.5));
    }

    private String[] create() throws IOException {
        String[] paths = new String[count];
        crowd.run(CREATORS, (worker, client, latencies) -> {
            for (int i = worker; i < count; i += CREATORS) {
                paths[i] = client.create(uploadBytes()).path();
            }
        });
        return paths;
    }

    private long uploadBytes() {
        return (long) seconds * SlowClient.PIECE_BYTES;
    }

    private void trickle(String[] paths, Selector selector, long begin) throws IOException {
        long give = begin + (seconds + PATIENCE_SECONDS) * 1_000_000_000L;
        while (isUnfinished() && System.nanoTime() < give) {
            long now = System.nanoTime();
            for (int k = 0; k < AT_ONCE && come() < count && now - begin >= come() * 1_000_000_000L / count; k++) {
                arrive(paths[come()], selector);
            }
            for (SlowClient client : clients) {
                client.sendIfDue(now);
            }
            selector.select(key -> receive(key), SELECT_MILLIS);
        }
        for (SlowClient client : clients) {
            client.giveUp();
        }
    }

    private void arrive(String path, Selector selector) {
        UploadProtocol protocol = crowd.target().protocol();
        crowd.made().add(protocol.resource(path, 0));
        Call call = protocol.append(path, 0, uploadBytes());
        try {
            clients.add(SlowClient.begin(crowd.target().address(), call, seconds, selector));
        } catch (IOException e) {
            refused++;
        }
    }

    private void receive(SelectionKey key) {
        try {
            if (key.isValid() && key.attachment() instanceof SlowClient client && !client.isDone()) {
                client.receive(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int come() {
        return clients.size() + refused;
    }

    private boolean isUnfinished() {
        return come() < count || clients.stream().anyMatch(client -> !client.isDone());
    }
}
