package io.highwater.example;

import com.google.gson.stream.JsonWriter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint as any application has it: it reads what is posted to it, and tells what that was. */
final class DocumentsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DocumentsServlet.class);

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        DigestInputStream body = new DigestInputStream(request.getInputStream(), sha256());
        long size = body.transferTo(OutputStream.nullOutputStream());
        LOG.info("A document of {} bytes", size);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        try (JsonWriter json = new JsonWriter(response.getWriter())) {
            json.beginObject();
            json.name("size").value(size);
            json.name("sha256")
                    .value(HexFormat.of().formatHex(body.getMessageDigest().digest()));
            json.name("content_type").value(request.getContentType());
            json.name("method").value(request.getMethod());
            json.name("query").value(request.getQueryString());
            json.endObject();
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doPost(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().println("POST a document here. The answer is its size and its SHA-256.");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
