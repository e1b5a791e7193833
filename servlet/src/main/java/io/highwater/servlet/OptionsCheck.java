package io.highwater.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stops the deployment of a web application whose {@code web.xml} gives {@link ResumableUploadServlet} or
 * {@link ResumableUploadFilter} a wrong or unknown option. They refuse it too, but Tomcat by default goes on without a
 * servlet that does not start. Found by containers (Servlet 6.0 §8.2.4), not to be called by applications.
 *
 * @since 0.1.0
 */
public final class OptionsCheck implements ServletContainerInitializer {

    /** Made by the container. */
    public OptionsCheck() {}

    /**
     * @throws ServletException if an option is wrong; its message names the servlet or filter, the option and what is
     *     allowed
     */
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            if (ResumableUploadServlet.class.getName().equals(servlet.getClassName())) {
                check(servlet, ServletOptions.ofServlet(servlet.getInitParameters()), context.getServerInfo());
            }
        }
        for (FilterRegistration filter : context.getFilterRegistrations().values()) {
            if (ResumableUploadFilter.class.getName().equals(filter.getClassName())) {
                check(filter, ServletOptions.ofFilter(filter.getInitParameters()), context.getServerInfo());
            }
        }
    }

    private static void check(Registration registration, ServletOptions options, String container)
            throws ServletException {
        try {
            options.requireSound(container);
            if (options.engineAttribute().isPresent()) {
                options.requireNoneOfEngine("in the servlet context attribute "
                        + options.engineAttribute().get());
            } else if (!options.sayNothingOfEngine()) {
                EngineSource.requireKnown(options);
            }
        } catch (ConfigurationException e) {
            throw UploadService.refusal(registration.getName(), e);
        }
    }
}
