package io.highwater.servlet.protocol.chunk;

import io.highwater.servlet.protocol.UploadRoute;
import java.util.List;

/** The methods that a resource knows. */
record Methods(List<String> names) {

    static Methods of(UploadRoute route) {
        if (route instanceof UploadRoute.Upload) {
            return new Methods(List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS"));
        } else if (route instanceof UploadRoute.Content) {
            return new Methods(List.of("GET", "HEAD", "OPTIONS"));
        }
        return new Methods(List.of("POST", "OPTIONS"));
    }

    boolean allow(String method) {
        return names.contains(method);
    }

    /** As the value of an {@code Allow} field. */
    String text() {
        return String.join(", ", names);
    }
}
