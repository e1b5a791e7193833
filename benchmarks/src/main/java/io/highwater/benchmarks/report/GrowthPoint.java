package io.highwater.benchmarks.report;

import java.util.Map;

/**
 * What something costs at one size.
 *
 * @param series what grows
 * @param peer the peer's name
 * @param size how large it was
 * @param values what was measured, by name
 */
public record GrowthPoint(String series, String peer, long size, Map<String, Double> values) {}
