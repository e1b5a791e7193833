package io.highwater.servlet.endpoint;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Header fields that say who sends a request. They are never remembered: an endpoint sees those of the request that
 * brought the last byte, so that nobody acts with what somebody else has sent. Immutable.
 *
 * @since 0.1.0
 */
public final class CredentialFields {

    /** Those of HTTP, and names that are usual for keys and tokens. */
    public static final CredentialFields USUAL = new CredentialFields(Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "x-access-token",
            "x-api-key",
            "x-auth-token",
            "x-csrf-token",
            "x-xsrf-token",
            "x-amz-security-token",
            "x-forwarded-user",
            "x-remote-user",
            "x-ssl-client-cert"));

    private final Set<String> names; // in lower case

    private CredentialFields(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** The same and others. */
    public CredentialFields and(Collection<String> more) {
        Set<String> all = new TreeSet<>(names);
        more.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
        return new CredentialFields(all);
    }

    /** Whether {@code name}, in any case, is one of them. */
    public boolean contain(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }
}
