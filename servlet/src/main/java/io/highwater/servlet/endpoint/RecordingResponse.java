package io.highwater.servlet.endpoint;

import io.highwater.servlet.endpoint.RecordedResponse.Content;
import io.highwater.servlet.endpoint.RecordedResponse.ErrorPage;
import io.highwater.servlet.endpoint.RecordedResponse.Unkept;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A response that is sent as the endpoint gives it, and remembered, to be given again. Fields that are given when it is
 * made stay on it whatever the endpoint does to the head, but for an exception on Undertow, which clears all fields
 * then.
 *
 * <p>When the client goes away in the middle, the endpoint does not hear of it as long as the body is small enough to
 * be kept: it finishes its response as if the client were there, and that response is what is recorded.
 *
 * @since 0.1.0
 */
public final class RecordingResponse extends HttpServletResponseWrapper {

    private static final String CONTENT_ENCODING = "Content-Encoding";

    private final Map<String, String> guaranteed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final BodyRecord body;
    private final HeadSnapshot before;
    private final int statusBefore;
    private @Nullable RecordingStream stream;
    private @Nullable RecordingWriter writer;
    private @Nullable RecordedResponse error;
    private int status;
    private boolean encoded;

    /**
     * Begins to record.
     *
     * @param response nothing of it has been sent
     * @param bound how many bytes of a body are kept; of a larger one none are
     * @param guaranteed fields that are on the response, and that the endpoint cannot change. They are not recorded
     */
    public RecordingResponse(HttpServletResponse response, int bound, Map<String, String> guaranteed) {
        super(response);
        this.guaranteed.putAll(guaranteed);
        body = new BodyRecord(bound);
        this.guaranteed.forEach(response::setHeader);
        before = HeadSnapshot.of(response);
        statusBefore = response.getStatus();
        status = statusBefore;
    }

    /**
     * The response as it is now. To be called when the endpoint has finished, and before the container is told, as it
     * may use the response for another request then.
     */
    public RecordedResponse recorded() {
        if (error != null) {
            return error;
        }
        Content content = isContainersError() ? new ErrorPage(null) : body.content();
        return content instanceof Unkept
                ? unkept()
                : new RecordedResponse(super.getStatus(), changes(), super.getContentType(), content);
    }

    /** Whether the container made an error of it, as of a timeout. */
    private boolean isContainersError() {
        return super.getStatus() >= 400 && super.getStatus() != status && body.isEmpty();
    }

    private Map<String, List<String>> changes() {
        Map<String, List<String>> changes = HeadSnapshot.of(this).changesSince(before);
        changes.keySet().removeAll(guaranteed.keySet());
        if (!encoded) { // whoever compresses what the endpoint gives does so again
            changes.remove(CONTENT_ENCODING);
        }
        return changes;
    }

    /**
     * The endpoint has thrown {@code failure}, which is to reach the container: what is recorded is the error that the
     * container makes of it unless the application has error pages of its own, or the head of what was sent before.
     */
    public void failed(Throwable failure) {
        if (super.isCommitted()) {
            error = unkept();
            return;
        }
        int code = SC_INTERNAL_SERVER_ERROR;
        if (failure instanceof UnavailableException unavailable) {
            code = unavailable.isPermanent() ? SC_NOT_FOUND : SC_SERVICE_UNAVAILABLE;
        }
        error = new RecordedResponse(code, changes(), super.getContentType(), new ErrorPage(null));
    }

    /** The head; no body is coded in any way. */
    private RecordedResponse unkept() {
        Map<String, List<String>> fields = changes();
        fields.remove(CONTENT_ENCODING);
        return new RecordedResponse(super.getStatus(), fields, super.getContentType(), new Unkept());
    }

    /** Undertow would show fields that come too late to be sent. */
    private boolean isFixed(String name) {
        return guaranteed.containsKey(name) || super.isCommitted();
    }

    @Override
    public void setStatus(int code) {
        super.setStatus(code);
        status = code;
    }

    @Override
    public void sendError(int code) throws IOException {
        RecordedResponse recorded = errorNow(code, null);
        super.sendError(code);
        error = recorded;
    }

    @Override
    public void sendError(int code, @Nullable String message) throws IOException {
        RecordedResponse recorded = errorNow(code, message);
        super.sendError(code, message);
        error = recorded;
    }

    private RecordedResponse errorNow(int code, @Nullable String message) {
        return error != null
                ? error
                : new RecordedResponse(code, changes(), super.getContentType(), new ErrorPage(message));
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        super.sendRedirect(location);
        status = super.getStatus();
        body.clear();
    }

    @Override
    public void reset() {
        super.reset();
        status = statusBefore;
        encoded = false;
        error = null;
        stream = null;
        writer = null;
        body.clear();
        guaranteed.forEach(super::setHeader);
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        body.clear();
    }

    @Override
    public void flushBuffer() throws IOException {
        body.send(super::flushBuffer);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream out = super.getOutputStream(); // throws if there is a writer
        if (stream == null) {
            stream = new RecordingStream(out, body);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter out = super.getWriter(); // throws if there is a stream; settles the charset
        if (writer == null) {
            writer = new RecordingWriter(out, body, ContentType.charset(super.getCharacterEncoding()));
        }
        return writer;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!isFixed(name)) {
            encoded |= name.equalsIgnoreCase(CONTENT_ENCODING);
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (!isFixed(name)) {
            encoded |= name.equalsIgnoreCase(CONTENT_ENCODING);
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!isFixed(name)) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!isFixed(name)) {
            super.addIntHeader(name, value);
        }
    }

    @Override
    public void setDateHeader(String name, long date) {
        if (!isFixed(name)) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        if (!isFixed(name)) {
            super.addDateHeader(name, date);
        }
    }
}
