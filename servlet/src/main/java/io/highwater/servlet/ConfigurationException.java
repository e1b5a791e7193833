package io.highwater.servlet;

/** An option that cannot be used. The message names it, its value and what is allowed. */
final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }

    /** {@code name} must not have {@code value}. */
    static ConfigurationException of(String name, String value, String allowed) {
        return new ConfigurationException("init-param " + name + " is \"" + value + "\", but must be " + allowed);
    }
}
