package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers to the container's response. */
final class AnswerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private AnswerWriter() {}

    /** Status and header fields. */
    static void writeHead(HttpServletResponse response, Answer answer) {
        response.setStatus(answer.status());
        answer.fields().forEach((name, value) -> {
            if (name.equals("Vary")) {
                response.addHeader(name, value); // not the only one who varies
            } else {
                response.setHeader(name, value);
            }
        });
    }

    /** The whole answer; a client that is not there any more does not matter. */
    static void write(HttpServletResponse response, Answer answer, boolean close) {
        writeHead(response, answer);
        if (close) {
            response.setHeader("Connection", "close");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try {
            if (body.length > 0) {
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            } else if (answer.status() != 204
                    && answer.status() != 304
                    && !answer.fields().containsKey("Content-Length")) {
                response.setContentLength(0);
            }
            response.flushBuffer();
        } catch (IOException e) {
            LOG.debug("the client left before its answer", e);
        }
    }
}
