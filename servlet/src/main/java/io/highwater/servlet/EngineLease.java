package io.highwater.servlet;

import io.highwater.engine.UploadEngine;

/**
 * An engine to be used until the lease is closed.
 *
 * @param engine the engine
 * @param end gives it back; once
 */
record EngineLease(UploadEngine engine, Runnable end) implements AutoCloseable {

    /** One that somebody else closes. */
    static EngineLease ofGiven(UploadEngine engine) {
        return new EngineLease(engine, () -> {});
    }

    @Override
    public void close() {
        end.run();
    }
}
