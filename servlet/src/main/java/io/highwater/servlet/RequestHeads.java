package io.highwater.servlet;

import io.highwater.engine.Requester;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Reads what codecs and engine need from the container's request. Never asks for a parameter: that may eat the body.
 */
final class RequestHeads {

    /** A path that no upload can have. */
    private static final String NOWHERE = "//";

    private RequestHeads() {}

    static RequestHead of(HttpServletRequest request) {
        RequestHead.Target target = new RequestHead.Target(mount(request), path(request), request.getQueryString());
        return new RequestHead(
                request.getMethod(), target, fields(request), contentLength(request), request.getProtocol());
    }

    static Requester requester(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return new Requester(
                principal == null ? null : principal.getName(),
                request.getServletContext().getContextPath() + request.getServletPath(),
                request);
    }

    /**
     * The path info, if it was written in the URL just like that. An upload has one spelling: what the container
     * decoded, or cut off as path parameters, names nothing.
     */
    private static String path(HttpServletRequest request) {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        return path.isEmpty() || isWritten(path, request.getRequestURI()) ? path : NOWHERE;
    }

    private static boolean isWritten(String path, String uri) {
        return uri.endsWith(path) && uri.indexOf(';') < 0 && uri.indexOf("//") < 0;
    }

    private static String mount(HttpServletRequest request) {
        return request.getContextPath() + Encoding.path(request.getServletPath());
    }

    private static Fields fields(HttpServletRequest request) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            lines.put(name, Collections.list(request.getHeaders(name)));
        }
        return new Fields(lines);
    }

    private static OptionalLong contentLength(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return OptionalLong.of(length);
        }
        boolean framed = request.getHeader("Transfer-Encoding") != null
                || !request.getProtocol().startsWith("HTTP/1");
        return framed ? OptionalLong.empty() : OptionalLong.of(0);
    }
}
