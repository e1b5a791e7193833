package io.highwater.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.benchmarks.report.GrowthPoint;
import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether every series works; sizes are tiny. */
class GrowthIT {

    @TempDir
    private Path folder;

    @Test
    void everySeriesIsMeasuredAndReported() throws IOException {
        Path results = folder.resolve("growth.jsonl");
        Path page = Files.writeString(folder.resolve("page.md"), "<!-- growth:begin -->\n<!-- growth:end -->\n");
        StringWriter printed = new StringWriter();

        assertThat(benchmarks(
                        printed,
                        "growth",
                        "--at-once=1,4",
                        "--bytes=4",
                        "--upload-sizes=1,6",
                        "--store-sizes=0",
                        "--warm-up=1",
                        "--jvm=-Xmx64m",
                        "--work=" + folder.resolve("work"),
                        "--example=" + System.getProperty("highwater.example.jar"),
                        "--results=" + results))
                .as("%s", printed)
                .isZero();
        assertThat(benchmarks(
                        printed,
                        "growth",
                        "--add",
                        "--at-once=0",
                        "--upload-sizes=0",
                        "--store-sizes=10,10300",
                        "--jvm=-Xmx64m",
                        "--work=" + folder.resolve("work"),
                        "--example=" + System.getProperty("highwater.example.jar"),
                        "--results=" + results))
                .as("%s", printed)
                .isZero();
        assertThat(benchmarks(printed, "report", "--page=" + page, "--growth=" + results))
                .as("%s", printed)
                .isZero();

        assertThat(new Results(results).growth())
                .extracting(GrowthPoint::size)
                .containsExactly(1L, 4L, 1L, 6L, 10L, 10_300L);
        assertThat(page)
                .content()
                .contains(
                        "| uploads at once | MiB/s |",
                        "| MiB of one upload |",
                        "| uploads in the store |",
                        "| 10,300 |");
    }

    private static int benchmarks(StringWriter printed, String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return Benchmarks.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
