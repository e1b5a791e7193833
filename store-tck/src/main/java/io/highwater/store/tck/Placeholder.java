package io.highwater.store.tck;

/** Holds the place until the first class of this module comes. */
public final class Placeholder {
    private Placeholder() {}
}
