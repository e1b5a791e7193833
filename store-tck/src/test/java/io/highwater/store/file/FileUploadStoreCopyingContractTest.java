package io.highwater.store.file;

/** The contract on a file system without hard links: what is moved or joined is copied. */
class FileUploadStoreCopyingContractTest extends FileUploadStoreContractTest {

    @Override
    boolean isLinking() {
        return false;
    }
}
