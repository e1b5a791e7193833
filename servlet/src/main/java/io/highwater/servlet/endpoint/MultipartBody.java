package io.highwater.servlet.endpoint;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a body of {@code multipart/form-data} (RFC 7578). A container's own parser would read the container's
 * stream, hence another one, which comes in a library of its own that applications may leave out. For one thread.
 */
final class MultipartBody implements Closeable {

    private final HttpServletRequest request;
    private final StoredBody body;
    private final FormLimits limits;
    private @Nullable List<Part> parts;

    MultipartBody(HttpServletRequest request, StoredBody body, FormLimits limits) {
        this.request = request;
        this.body = body;
        this.limits = limits;
    }

    /** Whether the servlet is known to want them, so that their fields are parameters without being asked for. */
    boolean isExpected() {
        return isParsed() || (isMultipart() && body.isUntouched() && MultipartSettings.known(request) != null);
    }

    boolean isParsed() {
        return parts != null;
    }

    private boolean isMultipart() {
        return new ContentType(request.getContentType()).is("multipart/form-data");
    }

    /** @throws IllegalStateException if the body is read already, a limit is exceeded, or the parser is missing */
    List<Part> parts() throws IOException, ServletException {
        if (parts == null) {
            if (!isMultipart()) {
                throw new ServletException("the body is not multipart/form-data, but " + request.getContentType());
            }
            if (!body.isUntouched()) {
                throw new IllegalStateException("the body has been read in another way");
            }
            MultipartConfigElement known = MultipartSettings.known(request);
            MultipartSettings settings = MultipartSettings.of(request, known);
            parts = parse(new FileUploadParser.Source(request, body, settings, limits));
        }
        return parts;
    }

    private static List<Part> parse(FileUploadParser.Source source) throws IOException {
        try {
            return FileUploadParser.parse(source);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "parts of an upload are read by commons-fileupload2-jakarta-servlet6, which is not on the class path",
                    e);
        }
    }

    /** Adds the fields that are not files. */
    void addFields(Parameters parameters, Charset charset) throws IOException, ServletException {
        for (Part part : parts()) {
            if (part.getSubmittedFileName() == null) {
                try (InputStream in = part.getInputStream()) {
                    parameters.add(part.getName(), new String(in.readAllBytes(), charset));
                }
            }
        }
    }

    /** Deletes the files of the parts. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Part part : parts == null ? List.<Part>of() : parts) {
            try {
                part.delete();
            } catch (IOException e) { // the others go all the same
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
