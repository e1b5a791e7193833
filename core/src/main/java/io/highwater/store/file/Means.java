package io.highwater.store.file;

import java.time.Clock;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * What a store works with.
 *
 * @param clock the time of states
 * @param disk where they are kept
 * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
 * @param minFreeSpace bytes that are kept free, empty for the default
 */
record Means(Clock clock, Disk disk, LongSupplier nanoTime, OptionalLong minFreeSpace) {}
