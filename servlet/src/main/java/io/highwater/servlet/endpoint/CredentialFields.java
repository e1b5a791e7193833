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

    /** Those of HTTP, and names that are usual for keys, tokens, and identities that a proxy has found out. */
    public static final CredentialFields USUAL = new CredentialFields(Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "api-key",
            "private-token",
            "remote-user",
            "x-access-token",
            "x-api-key",
            "x-auth-token",
            "x-csrf-token",
            "x-xsrf-token",
            "x-vault-token",
            "x-amz-security-token",
            "x-amzn-oidc-accesstoken",
            "x-amzn-oidc-data",
            "x-amzn-oidc-identity",
            "x-auth-request-access-token",
            "x-auth-request-email",
            "x-auth-request-groups",
            "x-auth-request-preferred-username",
            "x-auth-request-user",
            "x-forwarded-access-token",
            "x-forwarded-email",
            "x-forwarded-groups",
            "x-forwarded-preferred-username",
            "x-forwarded-user",
            "x-remote-user",
            "x-remote-groups",
            "x-ssl-client-cert",
            "x-client-cert",
            "x-forwarded-client-cert",
            "x-goog-authenticated-user-email",
            "x-goog-authenticated-user-id",
            "x-goog-iap-jwt-assertion",
            "cf-access-jwt-assertion",
            "cf-access-authenticated-user-email",
            "x-ms-client-principal",
            "x-ms-client-principal-id",
            "x-ms-client-principal-name",
            "x-ms-token-aad-access-token",
            "x-ms-token-aad-id-token",
            "x-ms-token-aad-refresh-token"));

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
