package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a store's failures become the engine's one exception; the operator finds the cause in the log. */
final class Storage {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

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
        LOG.error("the store failed; nothing was acknowledged", e);
        return new UploadException(Reason.UNAVAILABLE, "The store cannot serve this request now.", e);
    }
}
