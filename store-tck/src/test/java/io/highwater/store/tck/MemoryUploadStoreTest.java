package io.highwater.store.tck;

import io.highwater.store.UploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.time.Clock;

class MemoryUploadStoreTest extends UploadStoreContract {

    @Override
    protected UploadStore open(Clock clock) {
        return new MemoryUploadStore(clock);
    }

    @Override
    protected UploadStore reopen() {
        throw new UnsupportedOperationException("nothing survives");
    }

    @Override
    protected boolean isDurable() {
        return false;
    }
}
