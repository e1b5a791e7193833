package io.highwater.store.file;

import io.highwater.session.Creation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a state file: the parts that are whole, null for the others.
 *
 * @param creation the creation record
 * @param odd the slot of odd sequence numbers
 * @param even the slot of even sequence numbers
 * @param evenUnused whether the place of {@code even} was never written
 */
record StateImage(
        @Nullable Creation creation,
        @Nullable Slot odd,
        @Nullable Slot even,
        boolean evenUnused) {

    static final StateImage UNREADABLE = new StateImage(null, null, null, false);

    /** The newest whole slot. */
    Optional<Slot> newest() {
        if (odd == null || even == null) {
            return Optional.ofNullable(odd == null ? even : odd);
        }
        return Optional.of(odd.sequence() > even.sequence() ? odd : even);
    }

    /** Whether nothing at all is whole. */
    boolean isBlank() {
        return creation == null && odd == null && even == null;
    }

    /** Whether both slots stand as commits without a crash leave them: nothing newer than the newest can be lost. */
    boolean isUnbroken() {
        if (odd == null) {
            return false;
        }
        return even == null ? evenUnused && odd.sequence() == 1 : Math.abs(odd.sequence() - even.sequence()) == 1;
    }
}
