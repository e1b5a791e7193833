package io.highwater.store;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Opens a store from textual options, so that a deployment descriptor can choose one. Found by
 * {@link java.util.ServiceLoader}.
 *
 * @since 0.1.0
 */
public interface UploadStoreProvider {

    /** The store's name in the option {@code store}, such as {@code file}. */
    String name();

    /** The names of the options that {@link #open} reads. */
    Set<String> options();

    /**
     * Opens the store.
     *
     * @param options values by name, only names of {@link #options()}; a missing one has its default
     * @throws IllegalArgumentException if a value is wrong or missing; the message names the option
     */
    UploadStore open(Map<String, String> options) throws IOException;
}
