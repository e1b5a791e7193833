package io.highwater.store.tck;

/**
 * What can happen to a storage behind its store's back (rule S8).
 *
 * @since 0.1.0
 */
public enum Damage {
    /** All that is kept about the upload, but for its bytes, is overwritten with something else. */
    STATE,
    /** All bytes of the upload are cut off or removed. */
    BYTES
}
