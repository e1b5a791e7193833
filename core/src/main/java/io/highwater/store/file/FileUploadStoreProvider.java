package io.highwater.store.file;

import io.highwater.session.ByteSize;
import io.highwater.store.SteadyClock;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a {@link FileUploadStore} by the name {@code file}. The option {@code data-dir} is the directory; it has no
 * default. {@code min-free-space} is the {@linkplain FileUploadStore#open(Path, java.time.Clock, long) space that is
 * kept free}, such as {@code 1GiB}.
 *
 * @since 0.1.0
 */
public final class FileUploadStoreProvider implements UploadStoreProvider {

    private static final String DATA_DIR = "data-dir";
    private static final String MIN_FREE_SPACE = "min-free-space";

    /** For the service loader. */
    public FileUploadStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<String> options() {
        return Set.of(DATA_DIR, MIN_FREE_SPACE);
    }

    @Override
    public UploadStore open(Map<String, String> options) throws IOException {
        String directory = options.getOrDefault(DATA_DIR, "");
        if (directory.isBlank()) {
            throw new IllegalArgumentException(DATA_DIR + " is missing");
        }
        try {
            return open(Path.of(directory), options.get(MIN_FREE_SPACE));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(DATA_DIR + " is no path: " + directory, e);
        }
    }

    private static UploadStore open(Path directory, @Nullable String minFreeSpace) throws IOException {
        return minFreeSpace == null
                ? FileUploadStore.open(directory)
                : FileUploadStore.open(directory, SteadyClock.utc(), size(minFreeSpace));
    }

    private static long size(String minFreeSpace) {
        try {
            return ByteSize.parse(minFreeSpace);
        } catch (IllegalArgumentException e) {
            String detail = MIN_FREE_SPACE + " (\"" + minFreeSpace + "\") must be " + e.getMessage();
            throw new IllegalArgumentException(detail, e);
        }
    }
}
