package io.highwater.store.file;

/** The machine stops here. No code may catch it and go on. */
final class PowerCut extends Error {

    private static final long serialVersionUID = 1L;

    PowerCut() {
        super("power cut", null, false, false);
    }
}
