package io.highwater.servlet.endpoint;

import io.highwater.session.UploadException;
import io.highwater.store.UploadContent;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The body of a request, which is read once: as a stream, by a reader, or for parameters and parts. For one thread. */
final class StoredBody implements Closeable {

    private final UploadContent content;
    private final HttpServletRequest request;
    private @Nullable StoredInputStream stream;
    private @Nullable BufferedReader reader;
    private boolean parsed;

    StoredBody(UploadContent content, HttpServletRequest request) {
        this.content = content;
        this.request = request;
    }

    long size() {
        return content.size();
    }

    /** Whether parameters and parts can still be read from it. */
    boolean isUntouched() {
        return stream == null && !parsed;
    }

    StoredInputStream stream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader has been called");
        }
        return opened();
    }

    BufferedReader reader(Charset charset) throws IOException {
        if (reader == null) {
            if (stream != null) {
                throw new IllegalStateException("getInputStream has been called");
            }
            reader = new BufferedReader(new InputStreamReader(opened(), charset));
        }
        return reader;
    }

    /**
     * The bytes for parameters or parts. What is asked for as a stream from then on is at its end. The caller closes
     * it.
     */
    InputStream parse() throws IOException {
        parsed = true;
        return open();
    }

    private StoredInputStream opened() throws IOException {
        if (stream == null) {
            stream = parsed
                    ? new StoredInputStream(InputStream.nullInputStream(), 0, request)
                    : new StoredInputStream(open(), size(), request);
        }
        return stream;
    }

    private InputStream open() throws IOException {
        try {
            return content.openStream();
        } catch (UploadException e) {
            throw new IOException("the body is not there any more", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
