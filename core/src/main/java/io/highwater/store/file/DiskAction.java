package io.highwater.store.file;

import java.io.IOException;

/** Something done on the disk. */
@FunctionalInterface
interface DiskAction<T> {

    T run() throws IOException;
}
