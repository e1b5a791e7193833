package io.highwater.servlet.protocol;

import java.util.List;

/**
 * The methods that a resource knows, in all protocols together.
 *
 * @param names the methods, in the order in which they are told
 * @since 0.1.0
 */
public record Methods(List<String> names) {

    /** Copies the list. */
    public Methods {
        names = List.copyOf(names);
    }

    /** The methods of what {@code route} names. */
    public static Methods of(UploadRoute route) {
        if (route instanceof UploadRoute.Upload) {
            return new Methods(List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"));
        } else if (route instanceof UploadRoute.Content) {
            return new Methods(List.of("GET", "HEAD", "OPTIONS"));
        }
        return new Methods(List.of("POST", "OPTIONS"));
    }

    /** Whether {@code method} is one of them. */
    public boolean allow(String method) {
        return names.contains(method);
    }

    /** As the value of an {@code Allow} field. */
    public String text() {
        return String.join(", ", names);
    }

    /** The answer to any other method. */
    public Answer refusal() {
        return Problem.of(405, "Here only " + text() + " are allowed.").answer().with("Allow", text());
    }
}
