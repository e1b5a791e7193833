package io.highwater.servlet;

import org.jspecify.annotations.Nullable;

/** A signal that is raised once and reaches its listener even if that comes later. Thread-safe. */
final class Fence implements Runnable {

    private boolean raised;
    private @Nullable Runnable listener;

    /** Raises it. */
    @Override
    public synchronized void run() {
        raised = true;
        tell();
    }

    /** Sets the one listener, which must not block. */
    synchronized void listen(Runnable newListener) {
        listener = newListener;
        tell();
    }

    private void tell() {
        Runnable told = listener;
        if (raised && told != null) {
            listener = null;
            told.run();
        }
    }
}
