package io.highwater.store.file;

import io.highwater.session.UploadId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are in a store's directory:
 *
 * <pre>
 * store.lock           held while a store is open; says whether the last one ended well
 * uploads/ID.data      the user's bytes and nothing else
 * uploads/ID.state     see StateFile
 * joined/ID/0, 1, …    further names of the data of the parts that an upload is joined from
 * pending/ID           empty: a completion that may still be unannounced, or an upload that may wait for its parts
 * quarantine/          damaged uploads, for the operator to look at
 * </pre>
 *
 * @param root the directory
 */
record Layout(Path root) {

    private static final String DATA = ".data";
    private static final String STATE = ".state";
    private static final String JOINED = ".joined";

    Path lock() {
        return root.resolve("store.lock");
    }

    Path uploads() {
        return root.resolve("uploads");
    }

    Path joined() {
        return root.resolve("joined");
    }

    Path pending() {
        return root.resolve("pending");
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    Path data(UploadId id) {
        return uploads().resolve(id.value() + DATA);
    }

    Path state(UploadId id) {
        return uploads().resolve(id.value() + STATE);
    }

    Path joined(UploadId id) {
        return joined().resolve(id.value());
    }

    Path joined(UploadId id, int part) {
        return joined(id).resolve(Integer.toString(part));
    }

    Path marker(UploadId id) {
        return pending().resolve(id.value());
    }

    Path quarantinedData(UploadId id) {
        return quarantine().resolve(id.value() + DATA);
    }

    Path quarantinedState(UploadId id) {
        return quarantine().resolve(id.value() + STATE);
    }

    Path quarantinedJoined(UploadId id) {
        return quarantine().resolve(id.value() + JOINED);
    }

    /** The upload whose state file has that name, if it is one's. */
    static Optional<UploadId> idOfState(String name) {
        return idOf(name, STATE);
    }

    /** The upload whose data file has that name, if it is one's. */
    static Optional<UploadId> idOfData(String name) {
        return idOf(name, DATA);
    }

    private static Optional<UploadId> idOf(String name, String suffix) {
        return name.endsWith(suffix)
                ? UploadId.parse(name.substring(0, name.length() - suffix.length()))
                : Optional.empty();
    }
}
