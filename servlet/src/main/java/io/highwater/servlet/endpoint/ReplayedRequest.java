package io.highwater.servlet.endpoint;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import jakarta.servlet.http.PushBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The request that an endpoint was meant to see, over the one that brought the last byte of its body: method, URL,
 * fields, parameters and body are the original's; credentials, principal, session, attributes, addresses and the
 * connection are those of the live request, whose path must be the original's. Fields that are different with the body
 * at hand are so: {@code Content-Length} is the whole length, and there are no trailers.
 *
 * <p>{@code startAsync()} works with this request and its response, not with those of the container, which would show
 * the endpoint the live request. Whoever has called the endpoint calls {@link #endWith} afterwards, however the call
 * went.
 *
 * <p>For one thread at a time, like any request.
 *
 * @since 0.1.0
 */
public final class ReplayedRequest extends HttpServletRequestWrapper {

    private static final String CONTENT_LENGTH = "Content-Length";

    private final HttpServletResponse response;
    private final OriginalRequest original;
    private final StoredBody body;
    private final MultipartBody multipart;
    private final FormLimits limits;
    private final CredentialFields credentials;
    private final @Nullable String liveUri;
    private final @Nullable String liveQuery;
    private final AsyncEnd end;
    private @Nullable String encoding;
    private @Nullable Map<String, List<String>> parameters;

    /**
     * The stored request as seen with {@code live}.
     *
     * @param live the request that completed the body, which has been read
     * @param response what the endpoint is given as response: of asynchronous answers, too
     */
    public ReplayedRequest(HttpServletRequest live, HttpServletResponse response, StoredRequest stored) {
        super(live);
        this.response = response;
        original = stored.original();
        body = new StoredBody(stored.content(), this);
        limits = stored.forms();
        credentials = stored.credentials();
        liveUri = live.getRequestURI();
        liveQuery = live.getQueryString();
        multipart = new MultipartBody(this, body, limits);
        end = new AsyncEnd(List.of(body, multipart));
    }

    /**
     * To be called when the endpoint has returned or thrown: frees what the request holds, then runs {@code action}; at
     * once, or on a thread of the container when the endpoint's asynchronous work is complete.
     */
    public void endWith(Runnable action) {
        end.chainReturned(action);
    }

    @Override
    public String getMethod() {
        return original.method();
    }

    /** {@inheritDoc} In a forward, that of its target. */
    @Override
    public String getRequestURI() {
        String now = super.getRequestURI();
        return Objects.equals(now, liveUri) ? original.uri() : now;
    }

    @Override
    public StringBuffer getRequestURL() {
        String url = super.getRequestURL().toString();
        String uri = super.getRequestURI();
        return new StringBuffer(url.endsWith(uri) ? url.substring(0, url.length() - uri.length()) : url)
                .append(url.endsWith(uri) ? getRequestURI() : "");
    }

    /** {@inheritDoc} In a forward, that of its target, if that has one. */
    @Override
    public @Nullable String getQueryString() {
        String now = super.getQueryString();
        return Objects.equals(now, liveQuery) ? original.query() : now;
    }

    /** {@inheritDoc} What Undertow notes of the query before a dispatch is the original's. */
    @Override
    public @Nullable Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        boolean ofDispatch = name.startsWith("jakarta.servlet.") && name.endsWith(".query_string");
        return ofDispatch && Objects.equals(value, liveQuery) ? original.query() : value;
    }

    @Override
    public @Nullable String getHeader(String name) {
        List<String> lines = lines(name);
        return lines.isEmpty() ? null : lines.get(0);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(lines(name));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Map<String, Boolean> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        original.fields().keySet().forEach(name -> names.put(name, true));
        names.put(CONTENT_LENGTH, true);
        for (String name : Collections.list(super.getHeaderNames())) {
            if (isCredential(name)) {
                names.put(name, true);
            }
        }
        return Collections.enumeration(names.keySet());
    }

    private List<String> lines(String name) {
        if (name.equalsIgnoreCase(CONTENT_LENGTH)) {
            return List.of(Long.toString(body.size()));
        }
        return isCredential(name)
                ? Collections.list(super.getHeaders(name))
                : original.fields().getOrDefault(name, List.of());
    }

    private boolean isCredential(String name) {
        return credentials.contain(name);
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : HttpDate.parse(value);
    }

    @Override
    public int getContentLength() {
        return body.size() > Integer.MAX_VALUE ? -1 : (int) body.size();
    }

    @Override
    public long getContentLengthLong() {
        return body.size();
    }

    @Override
    public @Nullable String getContentType() {
        return original.field("Content-Type");
    }

    private ContentType type() {
        return new ContentType(getContentType());
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        if (encoding != null) {
            return encoding;
        }
        String named = type().charset();
        return named != null ? named : getServletContext().getRequestCharacterEncoding();
    }

    /** {@inheritDoc} Without effect once parameters or the body have been read. */
    @Override
    public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
        ContentType.charset(name);
        if (parameters == null && body.isUntouched()) {
            encoding = name;
        }
    }

    /** What Servlet 6.1 has as well. Without effect once parameters or the body have been read. */
    public void setCharacterEncoding(Charset charset) {
        if (parameters == null && body.isUntouched()) {
            encoding = charset.name();
        }
    }

    private Charset charset(Charset otherwise) throws UnsupportedEncodingException {
        String name = getCharacterEncoding();
        return name == null ? otherwise : ContentType.charset(name);
    }

    @Override
    public Locale getLocale() {
        return locales().get(0);
    }

    @Override
    public Enumeration<Locale> getLocales() {
        return Collections.enumeration(locales());
    }

    private List<Locale> locales() {
        return AcceptedLanguages.of(lines("Accept-Language"));
    }

    /** {@inheritDoc} Bytes that are missing, as the upload has been deleted meanwhile, are an {@link IOException}. */
    @Override
    public ServletInputStream getInputStream() throws IOException {
        return body.stream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return body.reader(charset(StandardCharsets.ISO_8859_1));
    }

    @Override
    public @Nullable String getParameter(String name) {
        List<String> values = parameters().get(name);
        return values == null ? null : values.get(0);
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        List<String> values = parameters().get(name);
        return values == null ? null : values.toArray(String[]::new);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters().keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> map = new LinkedHashMap<>();
        parameters().forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
        return Collections.unmodifiableMap(map);
    }

    private Map<String, List<String>> parameters() {
        if (parameters == null) {
            parameters = new ParameterSource(original, body, multipart, limits).read(this::charset);
        }
        boolean toItself =
                getDispatcherType() == DispatcherType.ASYNC && Objects.equals(super.getQueryString(), original.query());
        return toItself
                ? parameters
                : DispatchedParameters.of((HttpServletRequest) getRequest(), liveQuery, parameters);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The servlet's {@code @MultipartConfig} holds, or the one in the request attribute {@code
     * org.eclipse.jetty.multipartConfig}, where Jetty has it. What is configured in web.xml or at the registration is
     * not to be seen on other containers: there the limits are those of the upload alone. The parser is {@code
     * commons-fileupload2-jakarta-servlet6}, which the application has to bring along.
     *
     * @throws IllegalStateException if a limit is exceeded, the body has been read otherwise, or the parser is missing
     */
    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        boolean asBefore = multipart.isParsed();
        List<Part> parts = multipart.parts();
        if (!asBefore) {
            parameters = null; // there are more now
        }
        return parts;
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        return getParts().stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean isTrailerFieldsReady() {
        return true;
    }

    @Override
    public Map<String, String> getTrailerFields() {
        return Map.of();
    }

    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
        AsyncContext async = super.startAsync(request, answer);
        end.await(async);
        return async;
    }

    /** {@inheritDoc} It cannot: the connection is another one than the original request's. */
    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) throws IOException {
        throw new IOException("a request that came in several parts upgrades no connection");
    }

    /** {@inheritDoc} Nothing is pushed: it would go out with the fields of the live request. */
    @Override
    public @Nullable PushBuilder newPushBuilder() {
        return null;
    }
}
