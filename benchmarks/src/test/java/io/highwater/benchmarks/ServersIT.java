package io.highwater.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.benchmarks.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whether every scenario works against ours, with tiny sizes, and the peer that is on the class path starts. */
class ServersIT {

    private static final List<String> SERVERS = List.of("ours", "ours-tus");

    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    @Test
    void everyScenarioIsMeasuredAgainstEveryServerAndReported() throws IOException {
        Path results = folder.resolve("servers.jsonl");

        measure(SERVERS, "A,B,C,D,E,F,G", results);

        List<String> expected = new ArrayList<>();
        for (String scenario : "ABCDEFG".split("")) {
            SERVERS.forEach(server -> expected.add(scenario + " " + server));
        }
        assertThat(new Results(results).measurements())
                .as("%s", printed)
                .extracting(measurement -> measurement.scenario() + " " + measurement.peer())
                .containsExactlyElementsOf(expected);
        assertThat(new Results(results).measurements())
                .allSatisfy(measurement -> assertThat(measurement.values().get(measurement.measure()))
                        .isPositive());
        assertReported(results);
    }

    private void assertReported(Path results) throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "<!-- servers:begin -->\n<!-- servers:end -->\n");

        assertThat(benchmarks("report", "--page=" + page, "--servers=" + results))
                .isZero();

        assertThat(page).content().contains("| ours-tus | 1 |", "**G, a newcomer beside 20 uploads");
        assertThat(folder.resolve("page.svg")).exists();
    }

    @Test
    void variantsOfOursAreComparedWithIt() throws IOException {
        Path results = folder.resolve("servers.jsonl");
        Path page = Files.writeString(folder.resolve("page.md"), "<!-- more:begin -->\n<!-- more:end -->\n");

        measure(
                List.of("ours", "ours-small", "ours-sha-256"),
                "A,B",
                results,
                "--variant=small=-XX:+UseSerialGC --chunk-size 1MiB",
                "--digest=sha-256");
        assertThat(benchmarks("report", "--page=" + page, "--details=more=" + results))
                .isZero();

        assertThat(page)
                .content()
                .contains("`-XX:+UseSerialGC --chunk-size 1MiB`", "`Content-Digest: sha-256`", "| x ours |")
                .doesNotContain("nginx");
        assertThat(new Results(results).measurements()).as("%s", printed).hasSize(6);
    }

    @Test
    void aDigestThatHttpDoesNotHaveIsAWrongUse() {
        assertThat(benchmarks("servers", "--digest=crc32", "--work=" + folder)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("There is no digest crc32 for HTTP");
    }

    @Test
    void theServerOnTheClassPathIsMeasured() throws IOException {
        Path results = folder.resolve("servers.jsonl");

        measure(List.of("tusjava"), "A", results);

        assertThat(new Results(results).measurements()).as("%s", printed).hasSize(1);
    }

    @Test
    void aServerThatIsNotKnownIsAWrongUse() {
        assertThat(benchmarks("servers", "--servers=apache", "--work=" + folder))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(printed.toString()).contains("There is no server apache");
    }

    private void measure(List<String> servers, String scenarios, Path results, String... more) {
        String[] common = {
            "servers",
            "--size=tiny",
            "--rounds=1",
            "--warm-up=1",
            "--jvm=-Xmx64m",
            "--servers=" + String.join(",", servers),
            "--scenarios=" + scenarios,
            "--work=" + folder.resolve("work"),
            "--example=" + System.getProperty("highwater.example.jar"),
            "--results=" + results
        };
        String[] arguments = Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new);
        assertThat(benchmarks(arguments)).as("%s", printed).isZero();
    }

    private int benchmarks(String... arguments) {
        PrintWriter writer = new PrintWriter(printed, true);
        return Benchmarks.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
