package io.highwater.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops the deployment of a web application whose {@code web.xml} gives {@link ResumableUploadServlet} a wrong or
 * unknown option. The servlet refuses it too, but Tomcat by default goes on without a servlet that does not start.
 * Found by containers (Servlet 6.0 §8.2.4), not to be called by applications.
 *
 * @since 0.1.0
 */
public final class OptionsCheck implements ServletContainerInitializer {

    /** Made by the container. */
    public OptionsCheck() {}

    /** @throws ServletException if an option is wrong; its message names the servlet, the option and what is allowed */
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            if (ResumableUploadServlet.class.getName().equals(servlet.getClassName())) {
                check(servlet, context.getServerInfo());
            }
        }
    }

    private static void check(ServletRegistration servlet, String container) throws ServletException {
        ServletOptions options = ServletOptions.ofServlet(servlet.getInitParameters());
        try {
            options.requireSound(container);
            if (options.engineAttribute().isPresent()) {
                options.requireNoneOfEngine("in the servlet context attribute "
                        + options.engineAttribute().get());
            } else if (!options.sayNothingOfEngine()) {
                EngineSource.requireKnown(options);
            }
        } catch (ConfigurationException e) {
            throw new ServletException(servlet.getName() + ": " + e.getMessage(), e);
        }
    }
}
