package io.highwater.session;

/**
 * Where an upload is in its life. It only moves downwards in this list.
 *
 * @since 0.1.0
 */
public enum UploadStatus {
    /** Bytes may be appended. */
    OPEN,
    /** Every byte is durable and the bytes are final. */
    COMPLETE,
    /** Expired, invalidated or lost: the bytes are not to be had any more, the id is remembered for a while. */
    GONE
}
