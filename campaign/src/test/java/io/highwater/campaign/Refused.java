package io.highwater.campaign;

import java.io.IOException;

/** A server answered with what it should not; it has been counted. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
