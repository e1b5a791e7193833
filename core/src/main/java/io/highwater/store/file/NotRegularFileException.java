package io.highwater.store.file;

import java.nio.file.FileSystemException;

/** Something that is no plain file stands where the store keeps one. */
final class NotRegularFileException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    NotRegularFileException(String file) {
        super(file, null, "not a regular file");
    }
}
