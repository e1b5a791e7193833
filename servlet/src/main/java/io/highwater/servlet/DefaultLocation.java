package io.highwater.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response with a {@code Location} for endpoints that have none of their own, whether they set or add it. */
final class DefaultLocation extends HttpServletResponseWrapper {

    private static final String LOCATION = "Location";

    private final String location;

    DefaultLocation(HttpServletResponse response, String location) {
        super(response);
        this.location = location;
        response.setHeader(LOCATION, location);
    }

    @Override
    public void reset() {
        super.reset();
        super.setHeader(LOCATION, location);
    }

    @Override
    public void addHeader(String name, String value) {
        if (name.equalsIgnoreCase(LOCATION) && location.equals(getHeader(LOCATION))) {
            super.setHeader(name, value);
        } else {
            super.addHeader(name, value);
        }
    }
}
