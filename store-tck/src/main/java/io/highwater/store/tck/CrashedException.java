package io.highwater.store.tck;

/**
 * What a {@link CrashingStore} throws once it is dead: no error that a caller could handle.
 *
 * @since 0.1.0
 */
public final class CrashedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CrashedException() {
        super("the store's process has crashed");
    }
}
