package io.highwater.engine;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An upload that requests are busy with: its monitor and the append that may write to it. It holds no offset; the store
 * does.
 */
final class LiveUpload {

    final ReentrantLock lock = new ReentrantLock();

    /** The only append that may write; guarded by {@link #lock}. */
    @Nullable
    OpenAppend current;

    /** Requests that hold this object; guarded by the registry. */
    int users;
}
