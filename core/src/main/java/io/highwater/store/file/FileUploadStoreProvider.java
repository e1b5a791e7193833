package io.highwater.store.file;

import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Opens a {@link FileUploadStore} by the name {@code file}. Its one option, {@code data-dir}, is the directory; it has
 * no default.
 *
 * @since 0.1.0
 */
public final class FileUploadStoreProvider implements UploadStoreProvider {

    private static final String DATA_DIR = "data-dir";

    /** For the service loader. */
    public FileUploadStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<String> options() {
        return Set.of(DATA_DIR);
    }

    @Override
    public UploadStore open(Map<String, String> options) throws IOException {
        String directory = options.getOrDefault(DATA_DIR, "");
        if (directory.isBlank()) {
            throw new IllegalArgumentException(DATA_DIR + " is missing");
        }
        try {
            return FileUploadStore.open(Path.of(directory));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(DATA_DIR + " is no path: " + directory, e);
        }
    }
}
