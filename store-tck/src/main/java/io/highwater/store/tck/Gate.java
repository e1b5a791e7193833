package io.highwater.store.tck;

import java.io.Closeable;
import java.io.IOException;

/** Stands before every call to a store. Safe for several threads. */
interface Gate {

    /** Makes the call, or not, and fails or returns its result. */
    <T> T pass(Call<T> call) throws IOException;

    /** Closes a store or a writer. Not counted as a call. */
    void close(Closeable closeable) throws IOException;

    /** A call to a store. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call that returns nothing. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** As {@link #pass}. */
    default void pass(Action action) throws IOException {
        Call<Boolean> call = () -> {
            action.run();
            return true;
        };
        pass(call);
    }
}
