package io.highwater.servlet;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears that the server is about to stop while it still serves. Only Jetty has to be asked: it closes its connections
 * before it destroys servlets, others do so after.
 */
final class ContainerStop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerStop.class);
    private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";

    private final Runnable forget;

    private ContainerStop(Runnable forget) {
        this.forget = forget;
    }

    /** Has {@code task} run before the server of {@code context} stops, if that is of a kind that must be asked. */
    static ContainerStop before(ServletContext context, Runnable task) {
        if (context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            try {
                return listening(server(context), task);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOG.warn("this Jetty does not say when it stops: bodies that run then get no answer", e);
            }
        }
        return new ContainerStop(() -> {});
    }

    private static Seen server(ServletContext context) throws ReflectiveOperationException {
        Class<?> type = handlerType(context.getClass());
        Object handler =
                type.getMethod("getServletContextHandler", ServletContext.class).invoke(null, context);
        return new Seen(type, handler).get("getServer");
    }

    /** It is beside the class of its contexts, which in a WAR is the superclass of one from elsewhere. */
    private static Class<?> handlerType(Class<?> context) throws ClassNotFoundException {
        try {
            String name = context.getPackageName() + ".ServletContextHandler";
            return Class.forName(name, false, context.getClassLoader());
        } catch (ClassNotFoundException e) {
            Class<?> parent = context.getSuperclass();
            if (parent == null) {
                throw e;
            }
            return handlerType(parent);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
    private static ContainerStop listening(Seen server, Runnable task) throws ReflectiveOperationException {
        Class<?> type = Class.forName(LISTENER, false, server.type().getClassLoader());
        Object listener =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "lifeCycleStopping" -> task.run();
                        case "equals" -> {
                            return proxy == args[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "toString" -> {
                            return ContainerStop.class.getSimpleName();
                        }
                        default -> {
                            // starts and ends of no interest
                        }
                    }
                    return null;
                });
        server.type().getMethod("addEventListener", EventListener.class).invoke(server.object(), listener);
        Method remove = server.type().getMethod("removeEventListener", EventListener.class);
        return new ContainerStop(() -> remove(remove, server.object(), listener));
    }

    private static void remove(Method remove, Object server, Object listener) {
        try {
            remove.invoke(server, listener);
        } catch (ReflectiveOperationException e) {
            LOG.debug("a listener stays", e);
        }
    }

    @Override
    public void close() {
        forget.run();
    }
}
