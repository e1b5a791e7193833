package io.highwater.store.file;

import java.util.function.LongSupplier;

/**
 * What a store works with.
 *
 * @param options how it is opened
 * @param disk where uploads are kept
 * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
 */
record Means(FileStoreOptions options, Disk disk, LongSupplier nanoTime) {}
