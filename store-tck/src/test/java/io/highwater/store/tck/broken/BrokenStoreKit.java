package io.highwater.store.tck.broken;

import io.highwater.session.UploadId;
import io.highwater.store.UploadStore;
import io.highwater.store.tck.Damage;
import io.highwater.store.tck.UploadStoreContract;
import java.time.Clock;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit against a store that is broken in one way. Run by {@link BrokenStoresTest} only. */
@ExtendWith(BrokenStoreKit.BreakageResolver.class)
final class BrokenStoreKit extends UploadStoreContract {

    static final String BREAKAGE = "breakage";

    private final Breakage breakage;
    private Storage storage;

    BrokenStoreKit(Breakage breakage) {
        this.breakage = breakage;
    }

    @Override
    protected UploadStore open(Clock clock) {
        storage = new Storage(clock);
        return breakage.change().apply(storage.open(), storage);
    }

    @Override
    protected UploadStore reopen() {
        return breakage.change().apply(storage.open(), storage);
    }

    @Override
    protected boolean damage(UploadId id, Damage damage) {
        return storage.damaged.add(id);
    }

    /** Finds the breakage that the launcher was told of. */
    static final class BreakageResolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Breakage.class;
        }

        @Override
        public Breakage resolveParameter(ParameterContext parameter, ExtensionContext context) {
            String what = context.getConfigurationParameter(BREAKAGE).orElseThrow();
            return Breakages.named(what);
        }
    }
}
