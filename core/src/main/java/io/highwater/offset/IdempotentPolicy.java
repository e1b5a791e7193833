package io.highwater.offset;

import java.util.OptionalLong;

/** The chunk protocol's rule: addressed by offset, a chunk may come again, in whole or in part, but leave no gap. */
final class IdempotentPolicy implements OffsetPolicy {

    @Override
    public Decision decide(long offset, OptionalLong count, long received) {
        if (offset > received) {
            return new Mismatch();
        }
        long there = received - offset;
        boolean allThere = there > 0 && count.isPresent() && count.getAsLong() <= there;
        return allThere ? new Stored() : new Append(there);
    }

    @Override
    public boolean sparesRunningAppend() {
        return true;
    }
}
