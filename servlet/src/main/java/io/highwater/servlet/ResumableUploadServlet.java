package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.chunk.ChunkCodec;
import io.highwater.servlet.protocol.ietf.IetfCodec;
import io.highwater.servlet.protocol.tus.TusCodec;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resumable uploads at a path of its own. Map it with a {@code /*} at the end, such as {@code /uploads/*}, and with
 * {@code async-supported}, so that slow uploads hold no thread.
 *
 * <p>Options have the same names as init-params and in the {@linkplain #builder builder}; an init-param wins.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>name</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code data-dir}</td><td>the directory of the store {@code file}</td><td>none, it must be set</td></tr>
 * <tr><td>{@code min-free-space}</td><td>the space that the store {@code file} keeps free: below it no upload is
 *     created, below half of it none takes bytes (507)</td><td>{@code 64MiB}, at most a hundredth of the file
 *     system</td></tr>
 * <tr><td>{@code durability}</td><td>what an acknowledged offset of the store {@code file} outlives: {@code disk}, a
 *     power cut; {@code os}, a crash of the process only</td><td>{@code disk}</td></tr>
 * <tr><td>{@code store}</td><td>the name of a store that is on the class path</td><td>{@code file}</td></tr>
 * <tr><td>{@code max-size}, {@code min-size}</td>
 *     <td>size of an upload: {@code 5MiB}, {@code 10MB}, {@code 1048576}</td><td>no limit</td></tr>
 * <tr><td>{@code max-append-size}, {@code min-append-size}</td><td>size of one request's body</td>
 *     <td>no limit</td></tr>
 * <tr><td>{@code chunk-size}</td><td>the body size that clients are advised to send</td><td>{@code 5MiB}</td></tr>
 * <tr><td>{@code expire-after}</td><td>how long an unfinished upload is kept: {@code 7d}, {@code 12h}, {@code PT36H},
 *     {@code never}</td><td>{@code 7d}</td></tr>
 * <tr><td>{@code max-active-appends}</td><td>how many uploads may be sent bytes at a time, 1 to 1000000; further ones
 *     are refused with 503 before anything is read</td><td>8192</td></tr>
 * <tr><td>{@code max-open-uploads-per-owner}, {@code max-creations-per-minute}</td><td>what one principal or, of
 *     anonymous requests, one remote address may begin: more is refused with 429; see {@link
 *     io.highwater.engine.OwnerLimits}</td><td>no limit</td></tr>
 * <tr><td>{@code downloads}</td><td>whether finished bytes can be read: {@code true}, {@code false}</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code public-base-url}</td><td>the URL of the collection as clients know it, for {@code Location}</td>
 *     <td>the path of the request</td></tr>
 * <tr><td>{@code worker-threads}</td><td>threads that write bodies, 1 to 1024; each may need 2 MiB of memory</td>
 *     <td>twice the processors, at least 4</td></tr>
 * <tr><td>{@code cors-origins}</td><td>the origins whose pages may use the uploads from a browser, exactly, with commas
 *     or spaces between them: {@code https://app.example.org http://localhost:3000}</td><td>none, no CORS</td></tr>
 * <tr><td>{@code cors-credentials}</td><td>whether those pages may send cookies: {@code true}, {@code false}</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code interim-responses}</td><td>whether clients of the IETF protocol are sent 104 interim responses, where
 *     the container can: {@code auto}, not to requests that show a proxy; {@code on}, to these, too; {@code off}</td>
 *     <td>{@code auto}</td></tr>
 * <tr><td>{@code min-body-rate}</td><td>the bytes a second that a body has to bring: {@code 256}, {@code 1KiB}. One
 *     that brings less over a whole window is ended, and keeps what arrived, unless it creates an upload whose URL its
 *     client was not told yet; {@code 0} or {@code none}: each may take its time</td><td>{@code 256}</td></tr>
 * <tr><td>{@code body-rate-window}</td><td>the time over which that is taken, {@code 1s} to {@code 1h}; only time in
 *     which the client is waited for counts</td><td>{@code 60s}</td></tr>
 * <tr><td>{@code shutdown-grace}</td><td>how long a server that stops waits until the bodies that run have been
 *     answered, {@code 0s} to {@code 10m}: what they brought is committed at once, with the same
 *     exception</td><td>{@code 4s}</td></tr>
 * <tr><td>{@code engine}</td><td>the name of a servlet context attribute that holds an {@link UploadEngine}</td>
 *     <td>{@value #ENGINE_ATTRIBUTE}, if it is there and no option says how to make an engine</td></tr>
 * </table>
 *
 * <p>An unknown option or a wrong value stops the deployment with a message that names it and what is allowed. Servlets
 * and filters of one application that say the same of the engine share one, which is closed with the last of them. An
 * engine that was given is closed by whoever made it.
 *
 * @since 0.1.0
 */
public final class ResumableUploadServlet extends HttpServlet {

    /** The servlet context attribute under which an {@link UploadEngine} is looked for unless another name is set. */
    public static final String ENGINE_ATTRIBUTE = "io.highwater.engine.UploadEngine";

    private static final long serialVersionUID = 1L;

    private final transient Wiring wiring;
    private transient @Nullable UploadService service;

    /** A servlet that its init-params describe. */
    public ResumableUploadServlet() {
        this(Wiring.NONE);
    }

    private ResumableUploadServlet(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Begins a servlet that is described in code. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void init() throws ServletException {
        try {
            requireMapping();
            Map<String, String> values = wiring.optionsWith(initParams());
            UploadService.Owner owner = new UploadService.Owner(
                    getServletName(), getServletContext(), ServletOptions.ofServlet(values), wiring);
            service = UploadService.start(owner, ResumableUploadServlet::codecs);
        } catch (ConfigurationException e) {
            throw UploadService.refusal(getServletName(), e);
        }
    }

    /** Each takes what its marks mark, the chunk protocol what is left. */
    private static List<ProtocolCodec> codecs(ProtocolSettings settings) {
        InstantSource clock = InstantSource.system();
        return List.of(new TusCodec(settings, clock), new IetfCodec(settings, clock), new ChunkCodec(settings, clock));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        UploadService current = service;
        if (current == null) {
            throw new IllegalStateException("not initialized");
        }
        current.handler().handleAll(request, response);
    }

    /**
     * Refuses what would write, ends the bodies that run, committing what they brought, waits until they have been
     * answered (503, {@code Retry-After}, the offset), and closes the engine unless it was given or is shared. On
     * Jetty, which closes connections before it destroys servlets, the first part is done as the server begins to stop.
     */
    @Override
    public void destroy() {
        if (service != null) {
            service.close();
        }
    }

    private Map<String, String> initParams() {
        return Collections.list(getInitParameterNames()).stream()
                .collect(Collectors.toMap(name -> name, this::getInitParameter));
    }

    /** Without a wildcard the container would never send an upload's URL here. */
    private void requireMapping() {
        ServletRegistration registration = getServletContext().getServletRegistration(getServletName());
        Collection<String> mappings = registration == null ? List.of() : registration.getMappings();
        for (String mapping : mappings) {
            if (!mapping.endsWith("/*") && !mappings.contains(mapping + "/*")) {
                throw new ConfigurationException("the mapping " + mapping + " reaches no upload; map the servlet to "
                        + (mapping.equals("/") || mapping.startsWith("*") ? "" : mapping) + "/*");
            }
        }
    }

    /**
     * Describes a servlet in code, with the options of the same names. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder extends UploadBuilder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** {@code downloads}: whether finished bytes can be read. */
        public Builder downloads(boolean allowed) {
            return option(ServletOptions.DOWNLOADS, Boolean.toString(allowed));
        }

        /** The servlet. Its options are checked when a container initializes it. */
        public ResumableUploadServlet build() {
            return new ResumableUploadServlet(wiring());
        }
    }
}
