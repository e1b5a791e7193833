package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroReportTest {

    @TempDir
    private Path folder;

    @Test
    void everyBenchmarkIsARow() throws IOException {
        Path file = Files.writeString(folder.resolve("micro.json"), """
            [{"benchmark": "a.b.CodecBenchmark.decodeAppend", "mode": "avgt", "params": {"protocol": "TUS"},
              "primaryMetric": {"score": 1234.4, "scoreError": 6.7, "scoreUnit": "ns/op"}},
             {"benchmark": "a.b.Other.run", "mode": "avgt",
              "primaryMetric": {"score": 0.5, "scoreError": "NaN", "scoreUnit": "us/op"}}]
            """);

        assertThat(new MicroReport(List.of(file)).text())
                .endsWith("| CodecBenchmark.decodeAppend (TUS) | 1234 | 6.70 | ns/op |\n"
                        + "| Other.run | 0.50 | – | us/op |\n");
    }
}
