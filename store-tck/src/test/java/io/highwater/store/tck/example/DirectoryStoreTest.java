package io.highwater.store.tck.example;

import io.highwater.session.UploadId;
import io.highwater.store.UploadStore;
import io.highwater.store.tck.Damage;
import io.highwater.store.tck.UploadStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends UploadStoreContract {

    @TempDir
    Path directory;

    private Clock clock;

    @Override
    protected UploadStore open(Clock testClock) throws IOException {
        clock = testClock;
        return DirectoryStore.open(directory, clock);
    }

    @Override
    protected UploadStore reopen() throws IOException {
        return DirectoryStore.open(directory, clock);
    }

    @Override
    protected boolean damage(UploadId id, Damage damage) throws IOException {
        switch (damage) {
            case STATE -> Files.write(directory.resolve(id + ".state"), new byte[] {1, 2, 3, 4, 5});
            case BYTES -> Files.delete(directory.resolve(id + ".bytes"));
        }
        return true;
    }
}
