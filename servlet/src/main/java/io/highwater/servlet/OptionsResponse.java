package io.highwater.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The response of an endpoint to OPTIONS. One that knows nothing of OPTIONS says nothing, which is not an error. */
final class OptionsResponse extends HttpServletResponseWrapper {

    OptionsResponse(HttpServletResponse response) {
        super(response);
    }

    private static boolean isUnknown(int status) {
        return status == SC_METHOD_NOT_ALLOWED || status == SC_NOT_IMPLEMENTED;
    }

    @Override
    public void setStatus(int status) {
        super.setStatus(isUnknown(status) ? SC_NO_CONTENT : status);
    }

    @Override
    public void sendError(int status) throws IOException {
        if (isUnknown(status)) {
            super.setStatus(SC_NO_CONTENT);
        } else {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (isUnknown(status)) {
            super.setStatus(SC_NO_CONTENT);
        } else {
            super.sendError(status, message);
        }
    }
}
