package io.highwater.servlet;

import io.highwater.servlet.endpoint.OriginalRequest;
import io.highwater.servlet.endpoint.RecordedResponse;
import io.highwater.servlet.endpoint.RecordingResponse;
import io.highwater.servlet.endpoint.ReplayedRequest;
import io.highwater.servlet.endpoint.StoredRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Collects a body over several requests, without any protocol: {@code Upload-Complete: ?0} begins at the endpoint's own
 * URL, and goes on by {@code PATCH} at {@code ?upload=ID}; {@code GET} there gives the response again.
 */
final class CollectingFilter extends HttpFilter {

    private static final int BOUND = 64 << 10;

    private final transient Map<String, Upload> uploads = new ConcurrentHashMap<>();

    private static final class Upload {
        private final String original;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int bodies;
        private volatile byte[] response;

        private Upload(String original) {
            this.original = original;
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String query = String.valueOf(request.getQueryString());
        String mark = request.getHeader("Upload-Complete");
        if (query.startsWith("upload=") && request.getMethod().equals("GET")) {
            again(uploads.get(query.substring(7)), response);
        } else if (mark == null) {
            chain.doFilter(request, response);
        } else {
            String id = request.getMethod().equals("PATCH") ? query.substring(7) : "u" + uploads.size();
            Upload upload = uploads.computeIfAbsent(
                    id, n -> new Upload(OriginalRequest.of(request).toText()));
            upload.bodies++;
            request.getInputStream().transferTo(upload.bytes);
            Map<String, String> fields =
                    Map.of("Upload-Complete", mark, "X-Upload", request.getRequestURI() + "?upload=" + id);
            if (mark.equals("?1")) {
                complete(upload, request, new RecordingResponse(response, BOUND, fields), chain);
            } else {
                fields.forEach(response::setHeader);
                response.setStatus(201);
            }
        }
    }

    private void complete(Upload upload, HttpServletRequest live, RecordingResponse recording, FilterChain chain)
            throws IOException, ServletException {
        OriginalRequest original = OriginalRequest.parse(upload.original);
        StoredRequest stored = new StoredRequest(
                upload.bodies == 1 ? original : original.ofSeveralBodies(),
                new BytesContent(upload.bytes.toByteArray()));
        ReplayedRequest request = new ReplayedRequest(live, recording, stored);
        try {
            chain.doFilter(request, recording);
        } catch (IOException | ServletException | RuntimeException e) {
            recording.failed(e);
            throw e;
        } finally {
            request.endWith(() -> upload.response = recording.recorded().toBytes());
        }
    }

    private static void again(Upload upload, HttpServletResponse response) throws IOException {
        if (upload.response == null) {
            response.setStatus(425); // the container has not told yet that the request is complete
        } else {
            response.setHeader("Upload-Complete", "?1");
            RecordedResponse.fromBytes(upload.response).replay(response);
        }
    }
}
