package io.highwater.store.file;

import io.highwater.store.SteadyClock;
import java.time.Clock;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a {@link FileUploadStore} is opened. Immutable; begin with {@link #defaults()}.
 *
 * @param clock what commits and retirements take their time from
 * @param minFreeSpace bytes that are kept free, so that what uploads need to come to their end does not meet a full
 *     disk: below that no upload is created, and below half of it no bytes are appended. Empty for 64 MiB, but no more
 *     than a hundredth of the file system
 * @param durability what an acknowledged offset outlives
 * @since 0.1.0
 */
public record FileStoreOptions(Clock clock, OptionalLong minFreeSpace, Durability durability) {

    /** @throws IllegalArgumentException if the space that is kept free is negative */
    public FileStoreOptions {
        Objects.requireNonNull(clock);
        Objects.requireNonNull(durability);
        if (minFreeSpace.orElse(0) < 0) {
            throw new IllegalArgumentException("the space that is kept free must not be negative");
        }
    }

    /** The system's clock, the default reserve, and everything acknowledged on disk. */
    public static FileStoreOptions defaults() {
        return new FileStoreOptions(SteadyClock.utc(), OptionalLong.empty(), Durability.DISK);
    }

    /** These with another clock. */
    public FileStoreOptions withClock(Clock other) {
        return new FileStoreOptions(other, minFreeSpace, durability);
    }

    /**
     * These with another space that is kept free, in bytes.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FileStoreOptions withMinFreeSpace(long bytes) {
        return new FileStoreOptions(clock, OptionalLong.of(bytes), durability);
    }

    /** These with another durability. */
    public FileStoreOptions withDurability(Durability other) {
        return new FileStoreOptions(clock, minFreeSpace, other);
    }
}
