package io.highwater.store.file;

import io.highwater.session.UploadId;
import io.highwater.store.UploadStore;
import io.highwater.store.tck.Damage;
import io.highwater.store.tck.UploadStoreContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with a reopening that finds the store as a killed process leaves it. */
class FileUploadStoreContractTest extends UploadStoreContract {

    @TempDir
    Path directory;

    private Clock clock;
    private ForwardingDisk disk;

    @Override
    protected UploadStore open(Clock newClock) throws IOException {
        clock = newClock;
        disk = new ForwardingDisk(isLinking());
        return FileUploadStore.open(directory, clock, disk, System::nanoTime);
    }

    boolean isLinking() {
        return true;
    }

    @Override
    protected UploadStore reopen() throws IOException {
        disk.end();
        return open(clock);
    }

    @Override
    protected boolean damage(UploadId id, Damage damage) throws IOException {
        Layout layout = new Layout(directory);
        switch (damage) {
            case STATE -> overwrite(layout.state(id));
            case BYTES -> {
                try (FileChannel data = FileChannel.open(layout.data(id), StandardOpenOption.WRITE)) {
                    data.truncate(0);
                }
            }
        }
        return true;
    }

    private static void overwrite(Path file) throws IOException {
        byte[] noise = new byte[(int) Files.size(file)];
        Arrays.fill(noise, (byte) 0x5A);
        try (FileChannel state = FileChannel.open(file, StandardOpenOption.WRITE)) {
            state.write(ByteBuffer.wrap(noise), 0);
        }
    }
}
