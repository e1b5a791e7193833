package io.highwater.servlet;

import io.highwater.servlet.endpoint.CredentialFields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.QueryString;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadFields;
import io.highwater.servlet.protocol.ietf.IetfCodec;
import io.highwater.session.UploadId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes endpoints resumable that know nothing of uploads (IETF draft "Resumable Uploads for HTTP"). Map it before them,
 * and behind whatever decides who may use them.
 *
 * <p>A request with a valid {@code Upload-Complete} field begins an upload, whose URL is the endpoint's own with a
 * query parameter. However many requests it takes, the endpoint sees one: the original one, with the whole body, the
 * principal and the credentials of the request that brought the last byte, and {@link #UPLOAD_ID}. The client gets the
 * endpoint's response, and gets it again if it lost it, without cookies. The endpoint is called again only if the
 * server died, or its disk failed, before the response was kept. All other requests pass untouched; to answers to
 * {@code OPTIONS} the limits are added.
 *
 * <p>Options have the same names as init-params and in the {@linkplain #builder builder}; an init-param wins. They are
 * those of {@link ResumableUploadServlet}, but for {@code downloads}, and these:
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>name</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code upload-parameter}</td><td>the query parameter that names an upload: 1 to 32 letters, digits, {@code _}
 *     and {@code -}</td><td>{@code upload}</td></tr>
 * <tr><td>{@code max-response-size}</td><td>the largest body of a response that is kept, to be given again; of a larger
 *     one only the head is: up to {@code 16MiB}</td><td>{@code 64KiB}</td></tr>
 * <tr><td>{@code credential-fields}</td><td>further header fields that say who sends a request, such as an
 *     application's own token: they are not written to disk, and the endpoint sees those of the request that brought
 *     the last byte</td><td>none; {@code Authorization}, {@code Cookie} and {@linkplain
 *     io.highwater.servlet.endpoint.CredentialFields#USUAL some usual ones} are known</td></tr>
 * <tr><td>{@code public-base-url}</td><td>what stands before the paths of endpoints as clients know them, for
 *     {@code Location}</td><td>nothing</td></tr>
 * </table>
 *
 * <p>With {@code async-supported} the bodies that do not complete an upload hold no thread, but on Undertow; the one
 * that does is read by the thread that then calls the endpoint. A complete upload and its response are kept for
 * {@code expire-after}; the bytes go when the endpoint has responded.
 *
 * @since 0.1.0
 */
public final class ResumableUploadFilter extends HttpFilter {

    /**
     * The request attribute with the id of the upload, a {@link String}: the same if the endpoint is called again for
     * the same upload.
     */
    public static final String UPLOAD_ID = "io.highwater.uploadId";

    private static final long serialVersionUID = 1L;

    private final transient Wiring wiring;
    private transient @Nullable UploadService service;
    private transient GuardedEndpoint.@Nullable Settings settings;
    private String parameter = ServletOptions.DEFAULT_PARAMETER;

    /** A filter that its init-params describe. */
    public ResumableUploadFilter() {
        this(Wiring.NONE);
    }

    private ResumableUploadFilter(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Begins a filter that is described in code. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        ServletOptions options = ServletOptions.ofFilter(wiring.optionsWith(initParams(config)));
        UploadService.Owner owner =
                new UploadService.Owner(config.getFilterName(), config.getServletContext(), options, wiring);
        service = UploadService.start(owner, protocol -> List.of(new IetfCodec(protocol, InstantSource.system())));
        parameter = options.uploadParameter();
        boolean undertow = config.getServletContext().getClass().getName().startsWith("io.undertow."); // see BodyPump
        settings = new GuardedEndpoint.Settings(
                options.maxResponseSize(), CredentialFields.USUAL.and(options.credentialFields()), !undertow);
    }

    private static Map<String, String> initParams(FilterConfig config) {
        return Collections.list(config.getInitParameterNames()).stream()
                .collect(Collectors.toMap(name -> name, config::getInitParameter));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() != DispatcherType.REQUEST || !mayBeOurs(request)) {
            chain.doFilter(request, response);
            return;
        }
        UploadService current = service;
        if (current == null || settings == null) {
            throw new IllegalStateException("not initialized");
        }
        UploadHttpHandler handler = current.handler();
        GuardedEndpoint endpoint = new GuardedEndpoint(handler, request, response, settings);
        Call call = new Call(
                request,
                response,
                RequestHeads.of(request, upload(request)),
                RequestHeads.requesterOfEndpoint(request),
                endpoint);
        boolean options = request.getMethod().equals("OPTIONS");
        if ((!options || isPreflightOfUploads(call.head())) && handler.handle(call)) {
            endpoint.proceed(chain);
        } else if (options) {
            response.addHeader(
                    "Upload-Limit", UploadFields.ofLimits(handler.engine().limits()));
            response.addHeader("Accept-Patch", IetfMark.PARTIAL_UPLOAD);
            chain.doFilter(request, new OptionsResponse(response));
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A look that costs requests nothing that have no mark. */
    private boolean mayBeOurs(HttpServletRequest request) {
        boolean marked = (request.getHeader("Upload-Complete") != null
                        || request.getHeader("Upload-Incomplete") != null
                        || request.getMethod().equals("OPTIONS"))
                && request.getHeader("Tus-Resumable") == null;
        return (marked || upload(request).isPresent()) && !isForServletOfOurs(request);
    }

    /** Ids as they are made here, so that an application's own parameter of that name is hardly ever taken for one. */
    private Optional<UploadId> upload(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null || !query.contains(parameter)) {
            return Optional.empty(); // without reading it: most requests are not ours
        }
        List<String> ids = QueryString.values(query, parameter);
        return ids.size() == 1 && ids.get(0).matches("[a-z2-7]{26}") ? UploadId.parse(ids.get(0)) : Optional.empty();
    }

    /** Every other one is about the endpoint's own requests, and the endpoint's to answer. */
    private static boolean isPreflightOfUploads(RequestHead head) {
        String method = head.fields().combined("Access-Control-Request-Method").orElse("");
        String names = head.fields().combined("Access-Control-Request-Headers").orElse("");
        return !head.path().isEmpty()
                || Set.of("PATCH", "HEAD").contains(method)
                || names.toLowerCase(Locale.ROOT).contains("upload-");
    }

    /** That one understands uploads itself. */
    private static boolean isForServletOfOurs(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        ServletRegistration servlet =
                name.isEmpty() ? null : request.getServletContext().getServletRegistration(name);
        return servlet != null && ResumableUploadServlet.class.getName().equals(servlet.getClassName());
    }

    /** Ends running appends, committing what they brought, and closes the engine unless it was given or is shared. */
    @Override
    public void destroy() {
        if (service != null) {
            service.close();
        }
    }

    /**
     * Describes a filter in code, with the options of the same names. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder extends UploadBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** {@code upload-parameter}: the query parameter that names an upload. */
        public Builder uploadParameter(String name) {
            return option(ServletOptions.UPLOAD_PARAMETER, name);
        }

        /** {@code credential-fields}: further header fields that say who sends a request. */
        public Builder credentialFields(String... names) {
            return option(ServletOptions.CREDENTIAL_FIELDS, String.join(" ", names));
        }

        /** {@code max-response-size}: the largest body of a response that is kept, in bytes. */
        public Builder maxResponseSize(int bytes) {
            return option(ServletOptions.MAX_RESPONSE_SIZE, Integer.toString(bytes));
        }

        /** The filter. Its options are checked when a container initializes it. */
        public ResumableUploadFilter build() {
            return new ResumableUploadFilter(wiring());
        }
    }
}
