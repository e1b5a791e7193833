package io.highwater.store.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.session.UploadId;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/**
 * Proves a store against the rules of {@link UploadStore}: extend it, say how to open your store and how to open its
 * storage again, and run it with JUnit. Each test is one sentence of the contract; its name begins with the number of
 * the rule ({@code s4_…}) or with the part of the SPI that it is about ({@code content_…}).
 *
 * <pre>{@code
 * class MyStoreTest extends UploadStoreContract {
 *     @TempDir Path directory;
 *
 *     protected UploadStore open(Clock clock) { return MyStore.open(directory, clock); }
 *     …
 * }
 * }</pre>
 *
 * <p>Tests of what a storage cannot do (survive its store, be damaged) are skipped and say so. JUnit makes a new
 * object, and so an empty storage, for each test.
 *
 * @since 0.1.0
 */
public abstract class UploadStoreContract {

    private final TestClock clock = new TestClock();
    private UploadStore store;

    /**
     * Opens a store over an empty storage. Called once per test, before it.
     *
     * @param clock where the store takes its times from, and does so again when it is reopened
     */
    protected abstract UploadStore open(Clock clock) throws IOException;

    /**
     * Opens the storage of this test again, as after a crash, by a new store. The last store may still be open, with
     * open writers, or closed: end it first in the rudest way there is (let go of its locks, write nothing more).
     */
    protected abstract UploadStore reopen() throws IOException;

    /** Whether what is committed survives the store object. If not, {@link #reopen} is never called. */
    protected boolean isDurable() {
        return true;
    }

    /**
     * Damages what is stored of an upload, while the store is closed.
     *
     * @return false if this storage cannot be damaged so; then the test is skipped
     */
    protected boolean damage(UploadId id, Damage damage) throws IOException {
        return false;
    }

    @BeforeEach
    final void openStore() throws IOException {
        store = open(clock);
    }

    @AfterEach
    final void closeStore() throws IOException {
        store.close();
    }

    final UploadStore store() {
        return store;
    }

    final TestClock clock() {
        return clock;
    }

    final UploadStore reopened() throws IOException {
        assumeDurable();
        store = reopen();
        return store;
    }

    final void assumeDurable() {
        assumeTrue(isDurable(), "this store is not durable");
    }

    final void damaged(UploadId id, Damage damage) throws IOException {
        assumeDurable();
        store.close();
        assumeTrue(damage(id, damage), "this storage cannot be damaged");
        reopened();
    }

    /** S1, S10. */
    @Nested
    final class Creations extends CreationRules {
        Creations() {
            super(UploadStoreContract.this);
        }
    }

    /** S2, S5. */
    @Nested
    final class Commits extends CommitRules {
        Commits() {
            super(UploadStoreContract.this);
        }
    }

    /** S3, S4. */
    @Nested
    final class Discards extends DiscardRules {
        Discards() {
            super(UploadStoreContract.this);
        }
    }

    /** S6, and S1, S2, S5, S7 through crashes. */
    @Nested
    final class Failures extends FailureRules {
        Failures() {
            super(UploadStoreContract.this);
        }
    }

    /** S7, S9 and retirement. */
    @Nested
    final class Ends extends EndRules {
        Ends() {
            super(UploadStoreContract.this);
        }
    }

    /** S8. */
    @Nested
    final class Damages extends DamageRules {
        Damages() {
            super(UploadStoreContract.this);
        }
    }

    /** {@link io.highwater.store.UploadContent}. */
    @Nested
    final class Contents extends ContentRules {
        Contents() {
            super(UploadStoreContract.this);
        }
    }

    /** {@code moveTo} and {@code discard}. */
    @Nested
    final class Moves extends MoveRules {
        Moves() {
            super(UploadStoreContract.this);
        }
    }

    /** {@code inactiveSince}, {@code unannounced}, {@code markAnnounced}. */
    @Nested
    final class Listings extends ListingRules {
        Listings() {
            super(UploadStoreContract.this);
        }
    }

    /** S11, {@code unjoined}. */
    @Nested
    final class Joins extends JoinRules {
        Joins() {
            super(UploadStoreContract.this);
        }
    }

    /** Many uploads from many threads. */
    @Nested
    final class Crowds extends CrowdRules {
        Crowds() {
            super(UploadStoreContract.this);
        }
    }
}
