package io.highwater.benchmarks.filter;

import io.highwater.benchmarks.TemporaryFolder;
import io.highwater.benchmarks.load.Call;
import io.highwater.benchmarks.load.Connection;
import io.highwater.benchmarks.load.Latencies;
import io.highwater.benchmarks.load.Measures;
import io.highwater.benchmarks.load.Response;
import io.highwater.benchmarks.report.Measurement;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What our filter costs a request that has no mark: the same servlet in the same server on each {@link Way}, asked in
 * turn over one connection, in an order that chance decides. A block is a round of the results: medians are to be
 * compared within one, as the pace of a machine changes between them.
 *
 * @param results where medians go
 * @param blocks how many
 * @param requests how many small requests a block sends on each way, and forty for each large one
 * @param say receives a line for each kind of request
 */
public record FilterRun(Results results, int blocks, int requests, Consumer<String> say) {

    private static final int WARM_UP_BLOCKS = 5;
    private static final int MIB = 1 << 20;

    /** @param requests in each block on each way */
    private record Load(String title, String method, int size, int requests) {

        Call call(Way way) {
            Call.Body body = size == 0 ? new Call.NoBody() : new Call.Bytes(0, size);
            return new Call(method, way.path() + "?tag=7", "Content-Type: text/plain\r\n", body);
        }
    }

    /** One way in one block. */
    private record Timed(Way way, Call call, Latencies times) {}

    /** Measures in {@code folder}. */
    public void in(TemporaryFolder folder) throws IOException {
        List<Load> loads = List.of(
                new Load("GET", "GET", 0, requests),
                new Load("POST of 1 KiB", "POST", 1 << 10, requests),
                new Load("POST of 5 MiB", "POST", 5 * MIB, Math.max(1, requests / 40)));
        try (WayServer server = new WayServer(folder.path());
                Connection connection = new Connection(server.address())) {
            for (Load load : loads) {
                for (int i = 0; i < WARM_UP_BLOCKS; i++) {
                    block(connection, load, new Random(i));
                }
            }
            for (Load load : loads) {
                measure(connection, load);
                say.accept(load.title() + ": " + blocks + " blocks");
            }
        }
    }

    private void measure(Connection connection, Load load) throws IOException {
        Random random = new Random(load.size());
        String title = load.title();
        for (int block = 1; block <= blocks; block++) {
            for (Timed timed : block(connection, load, random)) {
                Map<String, Double> median =
                        Map.of(Measures.MEDIAN, timed.times().percentileMillis(0.5));
                results.add(new Measurement(block, timed.way().title(), title, title, Measures.MEDIAN, median));
            }
        }
    }

    /** In the order of the ways. */
    private static List<Timed> block(Connection connection, Load load, Random random) throws IOException {
        List<Timed> ways = Stream.of(Way.values())
                .map(way -> new Timed(way, load.call(way), new Latencies()))
                .toList();
        List<Timed> order = new ArrayList<>(ways);
        for (int i = 0; i < load.requests(); i++) {
            Collections.shuffle(order, random);
            for (Timed timed : order) {
                Response response = connection.call(timed.call());
                if (response.status() != 200 || !response.text().equals(Integer.toString(load.size()))) {
                    throw new IOException("answered " + response.status() + " " + response.text());
                }
                timed.times().add(response.nanos());
            }
        }
        return ways;
    }
}
