package io.highwater.benchmarks;

import io.highwater.benchmarks.growth.GrowthRun;
import io.highwater.benchmarks.peer.Peer;
import io.highwater.benchmarks.report.Environment;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how the cost of our server grows. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description =
                "Measures how the cost grows with the uploads at once, the bytes of one upload, the uploads kept.")
final class GrowthCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--at-once",
            split = ",",
            defaultValue = "1,4,16,64,256,1024,4096",
            description = "how many uploads at once; 0 for none of that (default: ${DEFAULT-VALUE})")
    private List<Long> atOnce = new ArrayList<>();

    @Option(
            names = "--bytes",
            defaultValue = "1024",
            description = "MiB that the uploads at once have together (default: ${DEFAULT-VALUE})")
    private long togetherMib;

    @Option(
            names = "--upload-sizes",
            split = ",",
            defaultValue = "1,16,256,1024,4096",
            description =
                    "MiB of one upload, up to what the disk holds, such as 102400 for 100 GiB; 0 for none of that "
                            + "(default: ${DEFAULT-VALUE})")
    private List<Long> uploadSizes = new ArrayList<>();

    @Option(
            names = "--store-sizes",
            split = ",",
            defaultValue = "10,1000,10000",
            description = "how many uploads are kept, such as 1000000; 0 for none of that (default: ${DEFAULT-VALUE})")
    private List<Long> storeSizes = new ArrayList<>();

    @Option(
            names = "--results",
            defaultValue = "benchmarks/target/growth.jsonl",
            description = "where results go (default: ${DEFAULT-VALUE})")
    private Path results = Path.of("");

    @Option(names = "--add", description = "adds to the results that are there, which tell machine and method")
    private boolean add;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(Objects.requireNonNull(spec).commandLine().getOut());
        Map<Peer, String> prepared = common.prepared(List.of("ours"), console);
        if (prepared.isEmpty()) {
            return 1;
        }
        Results file = new Results(results);
        Peer ours = prepared.keySet().iterator().next();
        if (!add) {
            file.begin(environment(Map.of(ours.name(), prepared.getOrDefault(ours, ""))));
        }
        GrowthRun run = new GrowthRun(ours, common.work.toAbsolutePath(), common.java, file, console::say);
        run.concurrency(positive(atOnce), togetherMib << 20);
        run.uploadSizes(positive(uploadSizes).stream().map(mib -> mib << 20).toList());
        run.storeSizes(positive(storeSizes));
        console.say("The results are in " + results + ".");
        return 0;
    }

    private static List<Long> positive(List<Long> sizes) {
        return sizes.stream().filter(size -> size > 0).toList();
    }

    private Environment environment(Map<String, String> peers) {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        String method = "one run of each size, after a warm-up of " + common.warmUpMib + " MiB; " + togetherMib
                + " MiB in all uploads at once together, or 256 KiB in each where that is more";
        return new Environment(today, Machine.describe(), common.describeJava(), peers, method);
    }
}
