package io.highwater.servlet.endpoint;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Where the parameters of a request are: in its query, and in the body of a {@code POST} that is a form (Servlet 6.0
 * §3.1.1). The forms of other methods are left to be read: Jetty has PUT as well, Undertow all, Tomcat none.
 */
record ParameterSource(OriginalRequest original, StoredBody body, MultipartBody multipart, FormLimits limits) {

    /** Finds the charset of the body, or takes the one given. */
    interface CharsetSource {
        Charset charset(Charset otherwise) throws IOException;
    }

    /** @throws IllegalStateException if there are too many, or some are spelled wrong or cannot be read */
    Map<String, List<String>> read(CharsetSource charsets) {
        Parameters parameters = new Parameters(limits.parameters());
        if (original.query() != null) {
            parameters.addEncoded(original.query().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
        try {
            if (isForm() && body.isUntouched()) {
                parameters.addEncoded(form(), charsets.charset(StandardCharsets.UTF_8));
            } else if (multipart.isExpected()) {
                multipart.addFields(parameters, charsets.charset(StandardCharsets.UTF_8));
            }
        } catch (IOException | ServletException e) {
            throw new IllegalStateException("the form cannot be read", e);
        }
        return parameters.values();
    }

    private boolean isForm() {
        ContentType type = new ContentType(original.field("Content-Type"));
        return original.method().equals("POST") && type.is("application/x-www-form-urlencoded");
    }

    private byte[] form() throws IOException {
        if (body.size() > limits.bytes()) {
            throw new IllegalStateException("the form has more than " + limits.bytes() + " bytes");
        }
        try (InputStream in = body.parse()) {
            return in.readAllBytes();
        }
    }
}
