package io.highwater.store;

/**
 * What a store may or may not be able to do.
 *
 * @since 0.1.0
 */
public enum StoreFeature {
    /** {@link UploadContent#path()} is present for every complete upload whose bytes are here. */
    LOCAL_FILES
}
