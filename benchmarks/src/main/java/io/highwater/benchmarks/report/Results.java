package io.highwater.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of one command: a file of JSON lines, which grows while it runs.
 *
 * @param file the file
 */
public record Results(Path file) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    /** One line; only one of them is there. */
    private record Line(
            @Nullable Environment environment,
            @Nullable Measurement measurement,
            @Nullable DiskReading disk,
            @Nullable GrowthPoint growth) {}

    /** Starts the file anew. */
    public void begin(Environment environment) throws IOException {
        Files.deleteIfExists(file);
        append(new Line(environment, null, null, null));
    }

    /** Adds a measurement, without the values that are not numbers. */
    public void add(Measurement measurement) throws IOException {
        append(new Line(
                null,
                new Measurement(
                        measurement.round(),
                        measurement.peer(),
                        measurement.scenario(),
                        measurement.title(),
                        measurement.measure(),
                        numbers(measurement.values())),
                null,
                null));
    }

    /** Adds a reading. */
    public void add(DiskReading reading) throws IOException {
        append(new Line(null, null, reading, null));
    }

    /** Adds a point, without the values that are not numbers. */
    public void add(GrowthPoint point) throws IOException {
        append(new Line(
                null,
                null,
                null,
                new GrowthPoint(point.series(), point.peer(), point.size(), numbers(point.values()))));
    }

    private static Map<String, Double> numbers(Map<String, Double> values) {
        Map<String, Double> numbers = new LinkedHashMap<>(values);
        numbers.values().removeIf(value -> !Double.isFinite(value));
        return numbers;
    }

    private void append(Line line) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, GSON.toJson(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Under what the results came about. */
    public Optional<Environment> environment() throws IOException {
        return lines(Line::environment).stream().findFirst();
    }

    /** All measurements, in order. */
    public List<Measurement> measurements() throws IOException {
        return lines(Line::measurement);
    }

    /** All readings of the disk, in order. */
    public List<DiskReading> disk() throws IOException {
        return lines(Line::disk);
    }

    /** All points, in order. */
    public List<GrowthPoint> growth() throws IOException {
        return lines(Line::growth);
    }

    private <T> List<T> lines(Function<Line, @Nullable T> part) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> part.apply(GSON.fromJson(line, Line.class)))
                    .filter(Objects::nonNull)
                    .toList();
        }
    }
}
