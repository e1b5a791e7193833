package io.highwater.store.tck;

/**
 * Where in a call something goes wrong.
 *
 * @since 0.1.0
 */
public enum Moment {
    /** Before the call had any effect. */
    BEFORE,
    /** After the call took full effect, but before its caller heard of it. */
    AFTER
}
