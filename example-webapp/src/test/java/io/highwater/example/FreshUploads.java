package io.highwater.example;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How long a client waits that comes fresh: it connects, creates an upload, sends 1 KiB and completes. */
public record FreshUploads(List<Duration> sorted) {

    private static final byte[] BYTES = new Payload(1, 1 << 10).all();

    /** One after the other for a while. */
    static FreshUploads measure(ExampleJar server, Duration duration) throws IOException {
        long start = System.nanoTime();
        return measureWhile(server, () -> System.nanoTime() - start < duration.toNanos());
    }

    /** One after the other, at least one, as long as it is told to go on. */
    public static FreshUploads measureWhile(ExampleJar server, BooleanSupplier goOn) throws IOException {
        List<Duration> waited = new ArrayList<>();
        do {
            long asked = System.nanoTime();
            try (RawHttp connection = RawHttp.connect(server.base())) {
                upload(connection);
            }
            waited.add(Duration.ofNanos(System.nanoTime() - asked));
        } while (goOn.getAsBoolean());
        waited.sort(null);
        return new FreshUploads(waited);
    }

    private static void upload(RawHttp connection) throws IOException {
        connection.head("POST /uploads", "Content-Length: 0");
        String upload = connection.answer().require(201).field("Location");
        connection.head("PUT " + upload + "?offset=0", "Content-Length: " + BYTES.length);
        connection.body(BYTES).answer().require(200);
        connection.head("POST " + upload + "/complete", "Content-Length: 0");
        connection.answer().require(200);
    }

    Duration median() {
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public String toString() {
        Duration p99 = sorted.get(sorted.size() * 99 / 100);
        Duration most = sorted.get(sorted.size() - 1);
        return "median %.1f ms, p99 %.1f ms, most %.1f ms of %d"
                .formatted(median().toNanos() / 1e6, p99.toNanos() / 1e6, most.toNanos() / 1e6, sorted.size());
    }
}
