package io.highwater.benchmarks;

import io.highwater.benchmarks.load.Scenario;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.peer.RunningPeer;
import io.highwater.benchmarks.report.Measurement;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Peers side by side: every scenario against every peer in every round, one at a time, and each round begins with
 * another peer. A failure is told and ends that run only.
 */
final class ServerComparison implements AutoCloseable {

    private static final long WARM_UP_PIECE = 5L << 20;
    private static final long WARM_UP_UPLOAD = 256L << 20; // the disk need not hold more at a time

    private final Plan plan;
    private final Results results;
    private final Path work;
    private final Console console;
    private final List<RunningPeer> running = new ArrayList<>();

    /**
     * What to do.
     *
     * @param peers which were prepared
     * @param scenarios what to measure
     * @param rounds how often
     * @param disk what is read before and after each round
     */
    record Plan(List<Peer> peers, List<Scenario> scenarios, int rounds, DiskProbe disk) {}

    /** @param work where peers were prepared; their directories will be there */
    ServerComparison(Plan plan, Results results, Path work, Console console) {
        this.plan = plan;
        this.results = results;
        this.work = work;
        this.console = console;
    }

    void run() throws IOException {
        if (plan.scenarios().stream().anyMatch(scenario -> !scenario.wantsFreshServer())) {
            for (Peer peer : plan.peers()) {
                running.add(start(peer, "peer"));
            }
        }
        for (RunningPeer peer : running) {
            warmUp(peer);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            results.add(plan.disk().read(round, "before"));
            for (Scenario scenario : plan.scenarios()) {
                for (Peer peer : rotated(round - 1)) {
                    measure(round, scenario, peer);
                }
            }
            results.add(plan.disk().read(round, "after"));
        }
    }

    private RunningPeer start(Peer peer, String purpose) throws IOException {
        Path directory = work.resolve("store").resolve(purpose + "-" + peer.name());
        new TemporaryFolder(directory, true).delete();
        return RunningPeer.start(peer, work, directory);
    }

    private void warmUp(RunningPeer peer) throws IOException {
        console.say("warming up " + peer.peer().name());
        for (long left = peer.peer().warmUpBytes(); left > 0; left -= WARM_UP_UPLOAD) {
            long size = Math.min(left, WARM_UP_UPLOAD);
            new Scenario.Uploads("", "", 1, size, WARM_UP_PIECE).run(peer.target(), peer.usage());
        }
        for (Scenario scenario : plan.scenarios()) {
            if (!scenario.wantsFreshServer()) {
                scenario.warmUp().run(peer.target(), peer.usage());
            }
        }
    }

    private List<Peer> rotated(int by) {
        List<Peer> peers = new ArrayList<>(plan.peers());
        Collections.rotate(peers, -by);
        return peers;
    }

    private void measure(int round, Scenario scenario, Peer peer) throws IOException {
        try {
            Map<String, Double> values = scenario.wantsFreshServer() ? fresh(scenario, peer) : warm(scenario, peer);
            results.add(
                    new Measurement(round, peer.name(), scenario.key(), scenario.title(), scenario.measure(), values));
            console.say("round %d %s %s: %s %.2f"
                    .formatted(
                            round,
                            scenario.key(),
                            peer.name(),
                            scenario.measure(),
                            values.getOrDefault(scenario.measure(), Double.NaN)));
        } catch (IOException e) {
            console.say("round " + round + " " + scenario.key() + " " + peer.name() + " failed: " + e.getMessage());
        }
    }

    private Map<String, Double> warm(Scenario scenario, Peer peer) throws IOException {
        RunningPeer server = running.stream()
                .filter(each -> each.peer().equals(peer))
                .findFirst()
                .orElseThrow();
        return measured(scenario, server);
    }

    private Map<String, Double> fresh(Scenario scenario, Peer peer) throws IOException {
        try (RunningPeer server = start(peer, "fresh")) {
            return measured(scenario, server);
        }
    }

    private Map<String, Double> measured(Scenario scenario, RunningPeer server) throws IOException {
        scenario.warmUp().run(server.target(), server.usage());
        PageCache.writeOut();
        return scenario.run(server.target(), server.usage());
    }

    /** Ends the peers, and deletes what they kept. */
    @Override
    public void close() throws IOException {
        running.forEach(RunningPeer::close);
        new TemporaryFolder(work.resolve("store"), true).delete();
    }
}
