package io.highwater.engine;

/**
 * What a requester wants to do.
 *
 * @since 0.1.0
 */
public enum Intent {
    /** Create an upload. There is none yet. */
    CREATE,
    /** Append bytes. */
    APPEND,
    /** Use the upload as a part of another, that is to be created. */
    JOIN,
    /** Ask for the state. */
    INSPECT,
    /** Complete the upload. */
    COMPLETE,
    /** Cancel or delete the upload. */
    CANCEL,
    /** Read the finished bytes. */
    DOWNLOAD
}
