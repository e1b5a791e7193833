package io.highwater.example;

import io.highwater.example.PageSite.Interjection;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers what it is told, when it may. */
final class ObedientEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient AtomicInteger calls = new AtomicInteger();
    private final transient Semaphore leave = new Semaphore(0);
    private transient volatile Interjection answer = new Interjection(200, "application/json", "", "{}");

    /** What is answered from now on; the container's own page where the type is empty. */
    ObedientEndpoint answer(Interjection told) {
        answer = told;
        return this;
    }

    /** Lets it answer so often. */
    ObedientEndpoint mayAnswer(int times) {
        leave.release(times);
        return this;
    }

    int calls() {
        return calls.get();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        calls.incrementAndGet();
        leave.acquireUninterruptibly();
        Interjection told = answer;
        if (!told.retryAfter().isEmpty()) {
            response.setHeader("Retry-After", told.retryAfter());
        }
        if (told.type().isEmpty()) {
            response.sendError(told.status());
            return;
        }
        response.setStatus(told.status());
        response.setContentType(told.type());
        response.getWriter().write(told.body());
    }
}
