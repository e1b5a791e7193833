package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.PageCache;
import io.highwater.benchmarks.load.Latencies;
import io.highwater.benchmarks.load.Measures;
import io.highwater.benchmarks.load.OtherWork;
import io.highwater.benchmarks.load.UploadClient;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.GrowthPoint;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.store.file.Durability;
import io.highwater.store.file.FileStoreOptions;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store that holds uploads which nobody has sent a byte to. It grows from one size to the next, so sizes have to
 * rise: quickly, without a sync for each upload and with one in the end, but for the last ten thousand. Creation,
 * opening, walk and sweep are those of the store itself; the first answer is that of the whole server.
 */
final class StoreSize implements Series {

    static final String NAME = "uploads in the store";

    private static final int SAMPLES = 200;
    private static final int THREADS = 16; // syncs are shared
    private static final int KNOWN = 10_000;
    private static final String PATH = "/uploads"; // where the example has them

    private final Peer peer;
    private final Path work;
    private final Path directory;
    private final List<UploadId> known = new ArrayList<>();
    private long stored;

    /** @param work where {@code peer} was prepared */
    StoreSize(Peer peer, Path work, Path directory) {
        this.peer = peer;
        this.work = work;
        this.directory = directory;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public GrowthPoint measure(long size) throws IOException {
        fillQuickly(size - KNOWN);
        Map<String, Double> values = new LinkedHashMap<>();
        try (FileUploadStore store = FileUploadStore.open(directory)) {
            known.addAll(fill(store, size - Math.min(size, SAMPLES)));
            values.put(GrowthValues.CREATE, creations(store, size).percentileMillis(0.5));
        }
        OtherWork others = OtherWork.begin(() -> 0);
        long begin = System.nanoTime();
        try (FileUploadStore store = FileUploadStore.open(directory)) {
            values.put(GrowthValues.OPEN, (System.nanoTime() - begin) / 1e6);
            values.put(GrowthValues.INSPECT, inspections(store).percentileMillis(0.5));
            values.put(GrowthValues.WALK, lookForExpired(store) / 1e9);
            values.put(GrowthValues.SWEEP, sweeps(store).percentileMillis(0.5));
            System.gc(); // an idle store's share is what is asked for
            Runtime runtime = Runtime.getRuntime();
            values.put(GrowthValues.HEAP, (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20));
        }
        values.put(Measures.OTHER_WORK, others.processors());
        server(values);
        return new GrowthPoint(NAME, peer.name(), size, values);
    }

    /** What is made this way is checked when it is first asked for, as after a crash: nothing here asks for it. */
    private void fillQuickly(long until) throws IOException {
        if (until <= stored) {
            return;
        }
        known.clear();
        FileStoreOptions options = FileStoreOptions.defaults().withDurability(Durability.OPERATING_SYSTEM);
        try (FileUploadStore store = FileUploadStore.open(directory, options)) {
            fill(store, until);
        }
        PageCache.writeOut();
    }

    /** Returns the last of those that it has made. */
    private Queue<UploadId> fill(FileUploadStore store, long until) throws IOException {
        AtomicLong left = new AtomicLong(until - stored);
        ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
        Queue<UploadId> made = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(() -> {
                try {
                    while (failures.isEmpty() && left.getAndDecrement() > 0) {
                        UploadId id = create(store);
                        if (left.get() < KNOWN) {
                            made.add(id);
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.remove());
        }
        stored = Math.max(stored, until);
        return made;
    }

    private Latencies creations(FileUploadStore store, long size) throws IOException {
        Latencies latencies = new Latencies();
        for (; stored < size; stored++) {
            long begin = System.nanoTime();
            known.add(create(store));
            latencies.add(System.nanoTime() - begin);
        }
        return latencies;
    }

    private static UploadId create(FileUploadStore store) throws IOException {
        UploadId id = UploadId.random();
        store.create(new Creation(id, PATH, null, Instant.now(), NewUpload.ofLength(1 << 20)));
        return id;
    }

    private Latencies inspections(FileUploadStore store) throws IOException {
        Random random = new Random(stored);
        Latencies latencies = new Latencies();
        for (int i = 0; i < SAMPLES; i++) {
            UploadId id = known.get(random.nextInt(known.size()));
            long begin = System.nanoTime();
            boolean found = store.find(id).isPresent();
            latencies.add(System.nanoTime() - begin);
            if (!found) {
                throw new IOException("there is no " + id);
            }
        }
        return latencies;
    }

    private static Latencies sweeps(FileUploadStore store) throws IOException {
        Latencies latencies = new Latencies();
        for (int i = 0; i < SAMPLES; i++) {
            latencies.add(lookForExpired(store));
        }
        return latencies;
    }

    /** Nanoseconds to look for uploads that expire, as a round of housekeeping does; there are none. */
    private static long lookForExpired(FileUploadStore store) throws IOException {
        long begin = System.nanoTime();
        try (var inactive = store.inactiveSince(Instant.now().minus(UploadLimits.DEFAULT_MAX_AGE))) {
            if (inactive.findAny().isPresent()) {
                throw new IOException("an upload that was just made is said to be inactive");
            }
        }
        return System.nanoTime() - begin;
    }

    private void server(Map<String, Double> values) throws IOException {
        long begin = System.nanoTime();
        try (RunningPeer server = RunningPeer.start(peer, work, directory);
                UploadClient client = new UploadClient(server.target(), new HashSet<>())) {
            client.inspect(PATH + "/" + known.get(0));
            values.put(GrowthValues.FIRST_ANSWER, (System.nanoTime() - begin) / 1e6);
            values.put(Measures.PEAK_RESIDENT, server.usage().peakMib());
        }
    }
}
