package io.highwater.store.file;

/**
 * The bytes that one commit added.
 *
 * @param start where they begin
 * @param end behind the last of them; at least {@code start}
 * @param crc32c their CRC-32C, 0 if there are none
 */
record Extent(long start, long end, int crc32c) {

    static final Extent NONE = new Extent(0, 0, 0);

    long size() {
        return end - start;
    }
}
