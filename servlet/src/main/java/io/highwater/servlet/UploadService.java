package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a servlet or a filter has while it is in service: an engine, and the handler that speaks to it. */
final class UploadService implements AutoCloseable {

    private final EngineLease engine;
    private final UploadHttpHandler handler;
    private final Duration grace;
    private final ContainerStop stop;

    private UploadService(EngineLease engine, UploadHttpHandler handler, Owner owner) {
        this.engine = engine;
        this.handler = handler;
        this.grace = owner.options().shutdownGrace();
        this.stop = ContainerStop.before(owner.context(), () -> handler.drain(grace));
    }

    /**
     * Whom the service is for.
     *
     * @param name what the application calls it
     * @param options what init-params and code say
     * @param wiring the objects that code has given
     */
    record Owner(String name, ServletContext context, ServletOptions options, Wiring wiring) {}

    /** @throws ServletException if an option is wrong or the store cannot be opened, which stops the deployment */
    static UploadService start(Owner owner, Function<ProtocolSettings, List<ProtocolCodec>> codecs)
            throws ServletException {
        try {
            ServletOptions options = owner.options();
            String container = owner.context().getServerInfo();
            options.requireSound(container);
            EngineLease engine = engine(owner);
            ProtocolSettings settings = options.settings(engine.engine().limits(), container);
            Workers workers = new Workers(options.workerThreads());
            UploadHttpHandler.Manners manners =
                    new UploadHttpHandler.Manners(options.cors(), options.interimResponses(), options.minimumRate());
            return new UploadService(
                    engine, new UploadHttpHandler(engine.engine(), codecs.apply(settings), manners, workers), owner);
        } catch (ConfigurationException e) {
            throw refusal(owner.name(), e);
        } catch (IOException e) {
            throw new ServletException(owner.name() + ": the store cannot be opened: " + e.getMessage(), e);
        }
    }

    /** No UnavailableException: Jetty would go on without the servlet. */
    static ServletException refusal(String name, ConfigurationException why) {
        return new ServletException(name + ": " + why.getMessage(), why);
    }

    UploadHttpHandler handler() {
        return handler;
    }

    /** Ends running bodies, committing what they brought and answering them, and the engine if nobody else uses it. */
    @Override
    public void close() {
        stop.close();
        try {
            handler.drain(grace);
            engine.close();
        } finally {
            handler.close();
        }
    }

    private static EngineLease engine(Owner owner) throws IOException {
        ServletOptions options = owner.options();
        UploadEngine given = owner.wiring().engine();
        if (given != null) {
            options.requireNoneOfEngine("given in code");
            return EngineLease.ofGiven(given);
        }
        String attribute = options.engineAttribute().orElse(ResumableUploadServlet.ENGINE_ATTRIBUTE);
        Object found = owner.context().getAttribute(attribute);
        if (options.engineAttribute().isPresent()) {
            options.requireNoneOfEngine("in the servlet context attribute " + attribute);
            return EngineLease.ofGiven(requireEngine(attribute, found));
        }
        if (found != null && options.sayNothingOfEngine()) {
            return EngineLease.ofGiven(requireEngine(attribute, found));
        }
        return SharedEngines.of(owner.context()).lease(new EngineSource(options, owner.wiring()));
    }

    private static UploadEngine requireEngine(String attribute, @Nullable Object given) {
        if (given instanceof UploadEngine engine) {
            return engine;
        }
        throw ConfigurationException.of(
                ServletOptions.ENGINE,
                attribute,
                "the name of a servlet context attribute that holds an " + UploadEngine.class.getName() + " (there is "
                        + (given == null ? "none" : "a " + given.getClass().getName()) + ")");
    }
}
