package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.Composition;
import io.highwater.session.UploadId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Upload-Concat} says (tus: Concatenation): {@code partial}, or {@code final;} and the URLs of the parts. A
 * URL may be relative to the one of the collection, or absolute; its host is not compared, as nobody knows behind a
 * proxy what it is called, but its path has to be the one of an upload of this collection.
 */
final class UploadConcat {

    /** The attribute of an upload that remembers the field as it was sent. */
    static final String ATTRIBUTE = "upload-concat";

    private static final String PARTIAL = "partial";
    private static final String FINAL = "final;";
    private static final String ANY_HOST = "http://any";

    private final URI collection;
    private final @Nullable URI publicCollection;

    /**
     * @param head the request, which says where the collection is
     * @param publicBaseUrl where it is for clients, null if they know it by the request's path
     */
    UploadConcat(RequestHead head, @Nullable String publicBaseUrl) {
        collection = URI.create(ANY_HOST + head.target().mount());
        publicCollection = publicBaseUrl == null ? null : URI.create(publicBaseUrl);
    }

    /** What an upload with this field is made of. */
    Composition composition(String field) throws Refusal {
        if (field.equals(PARTIAL)) {
            return Composition.PART;
        }
        if (!field.startsWith(FINAL)) {
            throw refusal("must be partial, or final; and the URLs of the parts.");
        }
        List<UploadId> parts = new ArrayList<>();
        for (String url : field.substring(FINAL.length()).split(" ", -1)) {
            if (!url.isEmpty()) {
                parts.add(part(url, parts.size() + 1));
            }
        }
        if (parts.isEmpty()) {
            throw refusal("names no part.");
        }
        return Composition.of(parts);
    }

    private UploadId part(String url, int number) throws Refusal {
        Optional<UploadId> id = Optional.empty();
        try {
            URI part = new URI(url);
            id = below(collection, part);
            if (id.isEmpty() && publicCollection != null) {
                id = below(publicCollection, part);
            }
        } catch (URISyntaxException e) {
            throw refusal("the URL of part " + number + " cannot be read.");
        }
        return id.orElseThrow(() -> refusal("part " + number + " is no upload of this collection."));
    }

    private static Optional<UploadId> below(URI collection, URI relative) {
        URI part = collection.resolve(relative);
        String path = part.getPath();
        String prefix = collection.getPath() + "/";
        return path != null && isPlain(part) && path.startsWith(prefix)
                ? UploadId.parse(path.substring(prefix.length()))
                : Optional.empty();
    }

    private static boolean isPlain(URI part) {
        boolean http = "http".equalsIgnoreCase(part.getScheme()) || "https".equalsIgnoreCase(part.getScheme());
        boolean slashes = !part.getRawPath().toLowerCase(Locale.ROOT).contains("%2f");
        return http && slashes && part.getRawQuery() == null && part.getRawFragment() == null;
    }

    private static Refusal refusal(String detail) {
        return Refusal.of(400, TusFields.CONCAT + ": " + detail);
    }
}
