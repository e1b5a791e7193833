package io.highwater.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether every kind of request comes through on every way. */
class FilterIT {

    private static final int KINDS = 3;
    private static final int WAYS = 4;
    private static final int BLOCKS = 2;

    @TempDir
    private Path folder;

    @Test
    void everyKindOfRequestIsMeasuredOnEveryWayAndReported() throws IOException {
        Path results = folder.resolve("filter.jsonl");
        Path page = Files.writeString(folder.resolve("page.md"), "<!-- filter:begin -->\n<!-- filter:end -->\n");
        StringWriter printed = new StringWriter();

        assertThat(benchmarks(
                        printed,
                        "filter",
                        "--blocks=" + BLOCKS,
                        "--requests=3",
                        "--work=" + folder.resolve("work"),
                        "--results=" + results))
                .as("%s", printed)
                .isZero();
        assertThat(benchmarks(printed, "report", "--page=" + page, "--filter=" + results))
                .as("%s", printed)
                .isZero();

        assertThat(new Results(results).measurements()).hasSize(KINDS * WAYS * BLOCKS);
        assertThat(page)
                .content()
                .contains("| GET | ", "| POST of 5 MiB | ", "| our filter |")
                .doesNotContain("–");
    }

    private static int benchmarks(StringWriter printed, String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return Benchmarks.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
