package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;

/**
 * Where a store's failures become the engine's one exception; whoever answers or swallows it logs it with its cause.
 */
final class Storage {

    private Storage() {}

    /** A call of the store that gives something back. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** A call of the store that gives nothing back. */
    interface Action {
        void run() throws IOException;
    }

    static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    static void run(Action action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    static UploadException unavailable(IOException e) {
        return new UploadException(Reason.UNAVAILABLE, "The store cannot serve this request now.", e);
    }
}
