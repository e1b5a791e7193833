package io.highwater.store.file;

import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Clock;

/** The contract, with a reopening after a close: states are believed as they stand. */
class FileUploadStoreClosedContractTest extends FileUploadStoreContractTest {

    private UploadStore store;

    @Override
    protected UploadStore open(Clock clock) throws IOException {
        store = super.open(clock);
        return store;
    }

    @Override
    protected UploadStore reopen() throws IOException {
        store.close();
        store = super.reopen();
        return store;
    }
}
