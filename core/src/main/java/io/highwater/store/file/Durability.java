package io.highwater.store.file;

/**
 * What an acknowledged offset outlives.
 *
 * @since 0.1.0
 */
public enum Durability {

    /** A power cut: bytes and offset are on the disk before the offset is told. The default. */
    DISK,

    /**
     * A crash of the process, but not of the machine: bytes and offset are with the operating system, which writes them
     * when it sees fit. After a power cut an upload may have gone, or have lost bytes that only a digest of the whole
     * shows to be missing; so may a file that a listener had moved elsewhere. For uploads that may be lost: creations
     * and appends are faster, small ones most of all. Before a store goes over to {@link #DISK}, have the system write
     * out what it has ({@code sync}).
     */
    OPERATING_SYSTEM
}
