package io.highwater.benchmarks;

import io.highwater.benchmarks.load.Scenario;
import io.highwater.benchmarks.load.Scenarios;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.report.Environment;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures whole servers side by side. */
@Command(
        name = "servers",
        mixinStandardHelpOptions = true,
        description = "Measures whole servers side by side, one at a time, in rounds.")
final class ServersCommand implements Callable<Integer> {

    private static final long DISK_STREAM_BYTES = 256L << 20;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--rounds", defaultValue = "5", description = "how often each is measured (default: 5)")
    private int rounds;

    @Option(names = "--scenarios", split = ",", description = "which of A,B,C,D,E,F,G (default: all)")
    private List<String> scenarios = new ArrayList<>();

    @Option(
            names = "--servers",
            split = ",",
            description = "which of nginx,tusd,node,tusjava,ours,ours-tus and the variants (default: all)")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--size", defaultValue = "full", description = "full, quick or tiny (default: full)")
    private String size = "";

    @Option(
            names = "--results",
            defaultValue = "benchmarks/target/servers.jsonl",
            description = "where results go (default: ${DEFAULT-VALUE})")
    private Path results = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(Objects.requireNonNull(spec).commandLine().getOut());
        List<Scenario> chosen = chosen();
        Map<Peer, String> peers = common.prepared(servers, console);
        Path work = common.work.toAbsolutePath();
        Results file = new Results(results);
        file.begin(environment(peers));
        DiskProbe disk = size.equals("full")
                ? new DiskProbe(work, DISK_STREAM_BYTES, 1)
                : new DiskProbe(work, DISK_STREAM_BYTES / 16, 0.1);
        ServerComparison.Plan plan = new ServerComparison.Plan(List.copyOf(peers.keySet()), chosen, rounds, disk);
        try (ServerComparison comparison = new ServerComparison(plan, file, work, console)) {
            comparison.run();
        }
        console.say("The results are in " + results + ".");
        return 0;
    }

    private List<Scenario> chosen() {
        Scenarios sizes = switch (size) {
            case "full" -> Scenarios.full();
            case "quick" -> Scenarios.quick();
            case "tiny" -> Scenarios.tiny();
            default -> throw new IllegalArgumentException("--size is full, quick or tiny");
        };
        List<Scenario> chosen = sizes.all().stream()
                .filter(scenario -> scenarios.isEmpty() || scenarios.contains(scenario.key()))
                .toList();
        if (chosen.isEmpty() || (!scenarios.isEmpty() && chosen.size() < scenarios.size())) {
            throw new IllegalArgumentException("--scenarios are letters of A to G, with commas between");
        }
        return chosen;
    }

    private Environment environment(Map<Peer, String> peers) {
        Map<String, String> versions = new LinkedHashMap<>();
        peers.forEach((peer, version) -> versions.put(peer.name(), version));
        String method = String.format(
                Locale.ROOT,
                "%d rounds, size %s; servers in Java were sent %d MiB before the first",
                rounds,
                size,
                common.warmUpMib);
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        return new Environment(today, Machine.describe(), common.describeJava(), versions, method);
    }
}
