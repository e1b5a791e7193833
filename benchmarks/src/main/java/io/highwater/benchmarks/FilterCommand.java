package io.highwater.benchmarks;

import io.highwater.benchmarks.filter.FilterRun;
import io.highwater.benchmarks.report.Environment;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what our filter costs a request that has no mark. */
@Command(
        name = "filter",
        mixinStandardHelpOptions = true,
        description = "Measures what the filter costs requests that are no uploads; server and client in one process.")
final class FilterCommand implements Callable<Integer> {

    @Option(names = "--blocks", defaultValue = "20", description = "how many (default: ${DEFAULT-VALUE})")
    private int blocks;

    @Option(
            names = "--requests",
            defaultValue = "2000",
            description = "small requests on each way in a block, and a fortieth of large ones "
                    + "(default: ${DEFAULT-VALUE})")
    private int requests;

    @Option(
            names = "--work",
            defaultValue = "benchmarks/target/work",
            description = "for the filter's store, in which nothing is kept (default: ${DEFAULT-VALUE})")
    private Path work = Path.of("");

    @Option(
            names = "--results",
            defaultValue = "benchmarks/target/filter.jsonl",
            description = "where results go (default: ${DEFAULT-VALUE})")
    private Path results = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(Objects.requireNonNull(spec).commandLine().getOut());
        Results file = new Results(results);
        file.begin(environment());
        try (TemporaryFolder folder = TemporaryFolder.in(work.toAbsolutePath())) {
            new FilterRun(file, blocks, requests, console::say).in(folder);
        }
        console.say("The results are in " + results + ".");
        return 0;
    }

    private Environment environment() {
        String java =
                System.getProperty("java.runtime.name") + " (build " + System.getProperty("java.runtime.version") + ")";
        String method = blocks + " blocks of " + requests + " small requests on each way, and a fortieth of large ones";
        return new Environment(LocalDate.now(ZoneOffset.UTC).toString(), Machine.describe(), java, Map.of(), method);
    }
}
