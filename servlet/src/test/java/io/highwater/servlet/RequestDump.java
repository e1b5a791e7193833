package io.highwater.servlet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that an endpoint can ask of a request, as text, without its body. */
final class RequestDump {

    private RequestDump() {}

    static String head(HttpServletRequest request) {
        Map<String, Object> dump = new TreeMap<>();
        dump.put("method", request.getMethod());
        dump.put("uri", request.getRequestURI());
        dump.put("url", request.getRequestURL().toString().replaceAll(":[0-9]+/", ":PORT/"));
        dump.put("query", "" + request.getQueryString());
        dump.put("paths", request.getContextPath() + "|" + request.getServletPath() + "|" + request.getPathInfo());
        dump.put("mapping", request.getHttpServletMapping().getPattern());
        dump.put("dispatch", request.getDispatcherType());
        dump.put("length", request.getContentLength() + " " + request.getContentLengthLong());
        dump.put("type", "" + request.getContentType());
        dump.put("encoding", ("" + request.getCharacterEncoding()).toUpperCase(Locale.ROOT));
        dump.put("locales", request.getLocale() + " " + Collections.list(request.getLocales()));
        dump.put("principal", "" + request.getUserPrincipal() + " " + request.isUserInRole("any"));
        dump.put("cookies", cookies(request));
        dump.put("trailers", request.isTrailerFieldsReady() + " " + request.getTrailerFields());
        dump.put("async", request.isAsyncSupported() + " " + request.isAsyncStarted());
        dump.put("int", request.getIntHeader("X-Int") + " " + request.getIntHeader("X-No-Int"));
        dump.put("date", request.getDateHeader("X-Date") + " " + request.getDateHeader("X-No-Date"));
        dump.put("none", request.getHeader("X-None") + " " + Collections.list(request.getHeaders("X-None")));
        dump.put("headers", headers(request));
        for (String attribute : List.of("request_uri", "query_string", "servlet_path", "path_info", "context_path")) {
            dump.put("forward " + attribute, "" + request.getAttribute("jakarta.servlet.forward." + attribute));
            dump.put("include " + attribute, "" + request.getAttribute("jakarta.servlet.include." + attribute));
        }
        return lines(dump);
    }

    static String parameters(HttpServletRequest request) {
        Map<String, Object> dump = new TreeMap<>();
        request.getParameterMap().forEach((name, values) -> dump.put("parameter " + name, Arrays.asList(values)));
        for (String name : Collections.list(request.getParameterNames())) {
            dump.put("first " + name, request.getParameter(name));
            dump.put("all " + name, Arrays.asList(request.getParameterValues(name)));
        }
        dump.put(
                "no parameter",
                "" + request.getParameter("none") + Arrays.toString(request.getParameterValues("none")));
        return lines(dump);
    }

    static String sha256(byte[] bytes) {
        try {
            return bytes.length + " bytes "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)) + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String cookies(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? "none"
                : Arrays.stream(cookies)
                        .map(c -> c.getName() + "=" + c.getValue())
                        .toList()
                        .toString();
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : new TreeSet<>(Collections.list(request.getHeaderNames()))) {
            List<String> values = Collections.list(request.getHeaders(name.toUpperCase(Locale.ROOT)));
            if (!values.get(0).equals(request.getHeader(name.toLowerCase(Locale.ROOT)))) {
                throw new AssertionError(name);
            }
            headers.put(name.toLowerCase(Locale.ROOT), values);
        }
        return headers;
    }

    private static String lines(Map<String, Object> dump) {
        StringBuilder text = new StringBuilder();
        dump.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
