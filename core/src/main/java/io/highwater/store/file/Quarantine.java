package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where damaged uploads go: out of the way, kept for the operator, and gone for everybody else. Thread-safe. */
final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final Disk disk;
    private final Layout layout;
    private final JoinedFiles joined;
    private final AtomicLong count = new AtomicLong();

    Quarantine(StoreDirectory directory) {
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.joined = new JoinedFiles(directory);
    }

    /** How many uploads were moved here since the store was opened. */
    long count() {
        return count.get();
    }

    /** Whether an upload is here. */
    boolean holds(UploadId id) throws IOException {
        return disk.entry(layout.quarantinedState(id)).isPresent()
                || disk.entry(layout.quarantinedData(id)).isPresent();
    }

    /** Moves an upload here. The state goes last: while it is where it was, the next touch finds the damage again. */
    UploadException take(UploadId id, String damage) throws IOException {
        move(layout.joined(id), layout.quarantinedJoined(id));
        move(layout.data(id), layout.quarantinedData(id));
        move(layout.state(id), layout.quarantinedState(id));
        disk.syncDirectory(layout.quarantine());
        disk.syncDirectory(layout.uploads());
        count.incrementAndGet();
        LOG.error("upload {} is damaged and was moved to quarantine: {}", id, damage);
        return gone();
    }

    private void move(Path from, Path to) throws IOException {
        if (disk.entry(from).isPresent()) {
            disk.rename(from, to);
        }
    }

    /** Deletes an upload here, if there is one. */
    void delete(UploadId id) throws IOException {
        if (holds(id)) {
            joined.dropQuarantined(id);
            disk.delete(layout.quarantinedState(id));
            disk.delete(layout.quarantinedData(id));
            disk.syncDirectory(layout.quarantine());
        }
    }

    static UploadException gone() {
        return new UploadException(Reason.GONE, "the upload was damaged");
    }
}
