package io.highwater.benchmarks.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rounds that count say of one scenario. */
public final class Comparison {

    private final String scenario;
    private final String title;
    private final String measure;
    private final Map<String, Map<Integer, Measurement>> byPeer = new LinkedHashMap<>();

    private Comparison(Measurement first) {
        this.scenario = first.scenario();
        this.title = first.title();
        this.measure = first.measure();
    }

    /** One comparison for each scenario, in the order of their keys. */
    public static Collection<Comparison> of(List<Measurement> measurements, Rounds rounds) {
        Map<String, Comparison> comparisons = new TreeMap<>();
        measurements.stream()
                .filter(measurement -> rounds.counts(measurement.round()))
                .forEach(measurement -> comparisons
                        .computeIfAbsent(measurement.scenario(), key -> new Comparison(measurement))
                        .add(measurement));
        return comparisons.values();
    }

    private void add(Measurement measurement) {
        byPeer.computeIfAbsent(measurement.peer(), peer -> new TreeMap<>()).put(measurement.round(), measurement);
    }

    /** The scenario's key. */
    public String scenario() {
        return scenario;
    }

    /** What the scenario is. */
    public String title() {
        return title;
    }

    /** Which value peers are compared by. */
    public String measure() {
        return measure;
    }

    /** The peers that were measured, in the order of their first measurements. */
    public List<String> peers() {
        return List.copyOf(byPeer.keySet());
    }

    /** In how many rounds a peer was measured. */
    public int runs(String peer) {
        return of(peer).size();
    }

    /** One of a peer's values, empty if it has none. */
    public Optional<Spread> value(String peer, String name) {
        return spread(of(peer).values().stream()
                .map(measurement -> measurement.values().get(name))
                .filter(Objects::nonNull)
                .toList());
    }

    /** What peers are compared by. */
    public Optional<Spread> value(String peer) {
        return value(peer, measure);
    }

    /** The ratio of a peer to another within each round that has both. */
    public Optional<Spread> ratio(String peer, String reference) {
        return spread(ratios(peer, reference));
    }

    /** That ratio of each such round, in order. */
    List<Double> ratios(String peer, String reference) {
        Map<Integer, Measurement> references = of(reference);
        return of(peer).values().stream()
                .map(measurement -> ratio(measurement, references.get(measurement.round())))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Double> ratio(Measurement one, @Nullable Measurement other) {
        Double above = one.values().get(measure);
        Double below = other == null ? null : other.values().get(measure);
        return above == null || below == null || below == 0 ? Optional.empty() : Optional.of(above / below);
    }

    private Map<Integer, Measurement> of(String peer) {
        return byPeer.getOrDefault(peer, Map.of());
    }

    private static Optional<Spread> spread(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
