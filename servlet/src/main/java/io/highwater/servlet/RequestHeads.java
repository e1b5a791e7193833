package io.highwater.servlet;

import io.highwater.engine.Requester;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Principal;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what codecs and engine need from the container's request. Never asks for a parameter: that may eat the body.
 */
final class RequestHeads {

    /** A path that no upload can have. */
    private static final String NOWHERE = "//";

    /** Behind the path of an endpoint, so that it is no servlet's. */
    private static final String OF_ENDPOINT = "?upload";

    private RequestHeads() {}

    /** Of a request to a collection or what is in it. */
    static RequestHead of(HttpServletRequest request) {
        return of(request, new RequestHead.Target(mount(request), path(request), request.getQueryString()));
    }

    /** Of a request to an endpoint, or to an upload for it. */
    static RequestHead of(HttpServletRequest request, Optional<UploadId> upload) {
        String mount = ("/" + request.getContextPath() + Encoding.path(pathInContext(request)))
                .replaceFirst("^/+", "/"); // two slashes would name another host
        String path = upload.map(id -> "/" + id).orElse("");
        return of(request, new RequestHead.Target(mount, path, request.getQueryString()));
    }

    private static RequestHead of(HttpServletRequest request, RequestHead.Target target) {
        return new RequestHead(
                request.getMethod(), target, fields(request), contentLength(request), request.getProtocol());
    }

    static Requester requester(HttpServletRequest request) {
        return requester(request, request.getServletContext().getContextPath() + request.getServletPath());
    }

    /** Whoever speaks to an endpoint, whose uploads are unknown everywhere else. */
    static Requester requesterOfEndpoint(HttpServletRequest request) {
        return requester(request, request.getServletContext().getContextPath() + pathInContext(request) + OF_ENDPOINT);
    }

    private static Requester requester(HttpServletRequest request, String path) {
        Principal principal = request.getUserPrincipal();
        return new Requester(
                principal == null ? null : principal.getName(), path, address(request.getRemoteAddr()), request);
    }

    /** Of an IPv6 address what a network gives to one client: the first 64 bits. */
    static @Nullable String address(@Nullable String remote) {
        if (remote == null || remote.indexOf(':') < 0) {
            return remote;
        }
        try {
            byte[] bytes = InetAddress.getByName(remote).getAddress(); // a literal: nobody is asked
            return bytes.length == 16 ? HexFormat.ofDelimiter(":").formatHex(bytes, 0, 8) : remote;
        } catch (UnknownHostException e) {
            return remote;
        }
    }

    private static String pathInContext(HttpServletRequest request) {
        return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
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
