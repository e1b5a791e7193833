package io.highwater.servlet.protocol.chunk;

import io.highwater.session.UploadLimits;

/** A declared length is a number, but beyond every limit. */
final class LengthTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    LengthTooLargeException() {
        super("No upload is larger than " + UploadLimits.MAX_SIZE + " bytes.");
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
