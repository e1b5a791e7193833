package io.highwater.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Whether the micro-benchmarks work at all; what they measure here means nothing. */
class MicroBenchmarksTest {

    @Test
    void everyMicroBenchmarkRunsOnce() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        Set<String> names = results.stream()
                .map(result -> result.getPrimaryResult().getLabel())
                .collect(Collectors.toSet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "decodeAppend",
                        "decodeInspect",
                        "encodeAppended",
                        "encodeInspected",
                        "digestMebibyte",
                        "append",
                        "inspect",
                        "createAndCancel");
        assertThat(results).hasSize(4 * 3 + 4 + 3 * 2);
    }
}
