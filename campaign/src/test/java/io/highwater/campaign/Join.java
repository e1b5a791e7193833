package io.highwater.campaign;

import java.util.Optional;
import java.util.stream.Stream;

/** Two parts that become one upload. Used by one thread. */
final class Join {

    final Bytes bytes;
    final Tracked head;
    final Tracked tail;
    /** Whether it is asked for before its parts are complete. */
    final boolean early;

    Optional<Tracked> made = Optional.empty();

    Join(Bytes bytes, Tracked head, Tracked tail, boolean early) {
        this.bytes = bytes;
        this.head = head;
        this.tail = tail;
        this.early = early;
    }

    Stream<Tracked> parts() {
        return Stream.of(head, tail);
    }

    boolean needs(Tracked upload) {
        return head == upload || tail == upload || made.filter(upload::equals).isPresent();
    }

    boolean isReady() {
        return parts().allMatch(part -> part.complete) || early && made.isEmpty();
    }
}
