package io.highwater.servlet.endpoint;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a servlet wants its parts.
 *
 * @param location an absolute path
 * @param element limits and threshold
 */
record MultipartSettings(Path location, MultipartConfigElement element) {

    /** Where Jetty has the configuration of the servlet that a request is for. */
    private static final String OF_JETTY = "org.eclipse.jetty.multipartConfig";

    /**
     * What a servlet declares, as far as an application can see it: in a request attribute, or as an annotation of its
     * class. Null if it declares nothing, or where only its container sees it (in web.xml, or by its registration).
     */
    static @Nullable MultipartConfigElement known(HttpServletRequest request) {
        if (request.getAttribute(OF_JETTY) instanceof MultipartConfigElement element) {
            return element;
        }
        ServletContext context = request.getServletContext();
        String name = request.getHttpServletMapping().getServletName();
        ServletRegistration servlet = name == null || name.isEmpty() ? null : context.getServletRegistration(name);
        MultipartConfig annotation = servlet == null ? null : annotation(context, servlet.getClassName());
        return annotation == null ? null : new MultipartConfigElement(annotation);
    }

    private static @Nullable MultipartConfig annotation(ServletContext context, @Nullable String className) {
        if (className == null) {
            return null;
        }
        try {
            return Class.forName(className, false, context.getClassLoader()).getAnnotation(MultipartConfig.class);
        } catch (ClassNotFoundException e) {
            return null; // made by a factory of the container's
        }
    }

    /** The settings of the servlet; where they are not known, what containers take for nothing said: no limits. */
    static MultipartSettings of(HttpServletRequest request, @Nullable MultipartConfigElement known) {
        MultipartConfigElement element = known == null ? new MultipartConfigElement("") : known;
        Object temporary = request.getServletContext().getAttribute(ServletContext.TEMPDIR);
        Path base = temporary instanceof File directory
                ? directory.toPath()
                : Path.of(System.getProperty("java.io.tmpdir"));
        return new MultipartSettings(base.resolve(element.getLocation()).toAbsolutePath(), element);
    }
}
