package io.highwater.benchmarks;

import io.highwater.benchmarks.report.FilterReport;
import io.highwater.benchmarks.report.GrowthReport;
import io.highwater.benchmarks.report.MicroReport;
import io.highwater.benchmarks.report.Page;
import io.highwater.benchmarks.report.RatioPlot;
import io.highwater.benchmarks.report.Results;
import io.highwater.benchmarks.report.ServerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes results into the page about performance. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes results into a page, between <!-- NAME:begin --> and <!-- NAME:end -->.")
final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--page",
            defaultValue = "docs/performance.md",
            description = "the page (default: ${DEFAULT-VALUE}); the plot goes beside it, as its name with .svg")
    private Path page = Path.of("");

    @Option(names = "--servers", description = "results of the command servers")
    private @Nullable Path servers;

    @Option(
            names = "--details",
            description = "NAME=results of the command servers, whose tables become the section of that name")
    private Map<String, Path> details = new LinkedHashMap<>();

    @Option(names = "--filter", description = "results of the command filter")
    private @Nullable Path filter;

    @Option(names = "--growth", description = "results of the command growth")
    private @Nullable Path growth;

    @Option(
            names = "--micro",
            split = ",",
            description = "results of the command micro with -rf json, of one run or several")
    private List<Path> micro = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (servers != null) {
            writeServers(servers);
        }
        for (Map.Entry<String, Path> section : details.entrySet()) {
            new Page(page).write(section.getKey(), new ServerReport(new Results(section.getValue())).details());
        }
        if (filter != null) {
            new Page(page).write("filter", new FilterReport(new Results(filter)).text());
        }
        if (growth != null) {
            new Page(page).write("growth", new GrowthReport(new Results(growth)).text());
        }
        if (!micro.isEmpty()) {
            new Page(page).write("micro", new MicroReport(micro).text());
        }
        return 0;
    }

    private void writeServers(Path file) throws IOException {
        ServerReport report = new ServerReport(new Results(file));
        Path plot = page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", "") + ".svg");
        Files.writeString(plot, RatioPlot.of(report.comparisons()));
        new Page(page).write("servers", report.text(plot.getFileName().toString()));
    }
}
