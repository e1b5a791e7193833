package io.highwater.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and where.
 *
 * @param principal the authenticated principal's name, null if there is none
 * @param path where the request came in (a servlet's context and servlet path; for an upload that is meant for an
 *     endpoint behind a filter, that endpoint's whole path and {@code ?upload}); uploads are known only under the path
 *     that they were created under
 * @param address where the request comes from, such as the client's IP address, null if that is not known
 * @param transport the request of the layer below, such as an {@code HttpServletRequest}, for authorizers that need it
 * @since 0.1.0
 */
public record Requester(
        @Nullable String principal,
        String path,
        @Nullable String address,
        @Nullable Object transport) {

    /** A requester without a request. */
    public Requester(@Nullable String principal, String path) {
        this(principal, path, null, null);
    }

    /** The request of the layer below, if it is of that type. */
    public <T> Optional<T> transport(Class<T> type) {
        return type.isInstance(transport) ? Optional.of(type.cast(transport)) : Optional.empty();
    }
}
