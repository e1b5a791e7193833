package io.highwater.benchmarks.report;

import java.util.Map;

/**
 * One run of a scenario against a peer.
 *
 * @param round from 1 on; all peers are measured in each
 * @param peer the peer's name
 * @param scenario the scenario's key
 * @param title what the scenario is
 * @param measure which of the values peers are compared by
 * @param values what was measured, by name
 */
public record Measurement(
        int round, String peer, String scenario, String title, String measure, Map<String, Double> values) {}
