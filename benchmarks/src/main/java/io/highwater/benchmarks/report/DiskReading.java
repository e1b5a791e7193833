package io.highwater.benchmarks.report;

/**
 * What the disk alone did before or after a round.
 *
 * @param round from 1 on
 * @param moment {@code before} or {@code after}
 * @param streamMibPerSecond in writes of 1 MiB past the page cache, synced every 5 MiB
 * @param syncsPerSecond of 4 KiB each
 */
public record DiskReading(int round, String moment, double streamMibPerSecond, double syncsPerSecond) {}
