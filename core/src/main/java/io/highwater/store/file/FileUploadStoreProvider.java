package io.highwater.store.file;

import io.highwater.session.ByteSize;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Opens a {@link FileUploadStore} by the name {@code file}. The option {@code data-dir} is the directory; it has no
 * default. {@code min-free-space} is the {@linkplain FileStoreOptions#minFreeSpace() space that is kept free}, such as
 * {@code 1GiB}. {@code durability} is {@code disk}, the default, or {@code os}: {@linkplain Durability what an
 * acknowledged offset outlives}.
 *
 * @since 0.1.0
 */
public final class FileUploadStoreProvider implements UploadStoreProvider {

    private static final String DATA_DIR = "data-dir";
    private static final String MIN_FREE_SPACE = "min-free-space";
    private static final String DURABILITY = "durability";

    /** For the service loader. */
    public FileUploadStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<String> options() {
        return Set.of(DATA_DIR, MIN_FREE_SPACE, DURABILITY);
    }

    @Override
    public UploadStore open(Map<String, String> options) throws IOException {
        String directory = options.getOrDefault(DATA_DIR, "");
        if (directory.isBlank()) {
            throw new IllegalArgumentException(DATA_DIR + " is missing");
        }
        try {
            return FileUploadStore.open(Path.of(directory), storeOptions(options));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(DATA_DIR + " is no path: " + directory, e);
        }
    }

    private static FileStoreOptions storeOptions(Map<String, String> options) {
        FileStoreOptions store = FileStoreOptions.defaults().withDurability(durability(options));
        String minFreeSpace = options.get(MIN_FREE_SPACE);
        return minFreeSpace == null ? store : store.withMinFreeSpace(size(minFreeSpace));
    }

    private static Durability durability(Map<String, String> options) {
        String name = options.getOrDefault(DURABILITY, "disk");
        return switch (name) {
            case "disk" -> Durability.DISK;
            case "os" -> Durability.OPERATING_SYSTEM;
            default -> throw new IllegalArgumentException(DURABILITY + " (\"" + name + "\") must be disk or os");
        };
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
