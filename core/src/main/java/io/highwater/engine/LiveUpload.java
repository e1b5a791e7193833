package io.highwater.engine;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An upload that requests are busy with: its monitor and the append that may write to it. It holds no offset; the store
 * does.
 */
final class LiveUpload {

    /** Fair, so that a body that comes in fast cannot keep a later request from taking over. */
    final ReentrantLock lock = new ReentrantLock(true);

    /** The only append that may write; guarded by {@link #lock}. */
    @Nullable
    WritingAppend current;

    /** Tells a request that it was taken over, once the monitor is free; guarded by {@link #lock}. */
    @Nullable
    Runnable notice;

    /** Requests that hold this object; guarded by the registry. */
    int users;

    @Nullable
    Runnable takeNotice() {
        Runnable taken = notice;
        notice = null;
        return taken;
    }
}
