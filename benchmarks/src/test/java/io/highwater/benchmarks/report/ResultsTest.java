package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ResultsTest {

    private static final Environment ENVIRONMENT =
            new Environment("2026-11-23", "2 processors", "Java 17", Map.of("ours", "Highwater's"), "5 rounds");

    @TempDir
    private Path folder;

    private Results results;

    @BeforeEach
    void begin() throws IOException {
        results = new Results(folder.resolve("results.jsonl"));
        results.begin(ENVIRONMENT);
    }

    @Test
    void whatWasAddedComesBackInOrder() throws IOException {
        DiskReading reading = new DiskReading(1, "before", 450.5, 3000);
        GrowthPoint point = new GrowthPoint("uploads at once", "ours", 4096, Map.of("mib_s", 1.0));
        results.add(reading);
        results.add(measurement("nginx", 2));
        results.add(point);
        results.add(measurement("ours", 1));

        assertThat(results.environment()).contains(ENVIRONMENT);
        assertThat(results.disk()).containsExactly(reading);
        assertThat(results.measurements()).containsExactly(measurement("nginx", 2), measurement("ours", 1));
        assertThat(results.growth()).containsExactly(point);
    }

    @Test
    void aNewRunForgetsTheOldOne() throws IOException {
        results.add(measurement("ours", 1));
        results.begin(ENVIRONMENT);

        assertThat(results.measurements()).isEmpty();
    }

    @Test
    void whatIsNotANumberIsLeftOut() throws IOException {
        results.add(measurement("ours", Double.NaN));

        assertThat(results.measurements().get(0).values()).isEmpty();
    }

    @Test
    void thePlotIsAnImageWithABarForEachServerInEachScenario() throws Exception {
        results.add(measurement("nginx", 2));
        results.add(measurement("ours", 1));
        results.add(measurement("a<b&c", 8));

        Path plot =
                Files.writeString(folder.resolve("plot.svg"), RatioPlot.of(new ServerReport(results).comparisons()));

        Document image =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
        int backgroundAndLegend = 1 + 3;
        assertThat(image.getElementsByTagName("rect").getLength()).isEqualTo(backgroundAndLegend + 3);
        assertThat(Files.readString(plot))
                .contains("a&lt;b&amp;c", ">4<")
                .doesNotContain("href", "url(")
                .hasSizeLessThan(10_000);
    }

    @Test
    void theReportIsWrittenBetweenItsMarks() throws IOException {
        Path page = Files.writeString(
                folder.resolve("page.md"), "# Title\n<!-- servers:begin -->\nold\n<!-- servers:end -->\nrest\n");
        results.add(measurement("nginx", 200));
        results.add(measurement("ours", 100));

        new Page(page).write("servers", new ServerReport(results).text("plot.svg"));

        assertThat(Files.readString(page))
                .startsWith("# Title\n<!-- servers:begin -->\n\n2026-11-23. 2 processors")
                .contains("| ours | 1 | 100 | 100...100 | 0.50 | – |", "![Ratios to nginx](plot.svg)")
                .endsWith("\n\n<!-- servers:end -->\nrest\n")
                .doesNotContain("old");
    }

    @Test
    void aPageWithoutTheSectionIsLeftAlone() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "# Title\n");

        assertThatIOException()
                .isThrownBy(() -> new Page(page).write("servers", "text"))
                .withMessageContaining("no section servers");
        assertThat(page).hasContent("# Title\n");
    }

    private static Measurement measurement(String peer, double value) {
        return new Measurement(1, peer, "A", "one stream", "mib_s", Map.of("mib_s", value));
    }
}
