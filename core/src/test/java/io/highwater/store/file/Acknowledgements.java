package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a {@link KilledProcess} said, and whether a store has it. */
final class Acknowledgements {

    private final Map<UploadId, Long> acknowledged = new HashMap<>();
    private final Set<UploadId> done = new HashSet<>();

    /** Takes a line of the process. */
    void note(String line) {
        assertThat(line).as("a line of the process").isNotNull();
        String[] words = line.split(" ");
        UploadId id = new UploadId(words[0]);
        acknowledged.put(id, Long.parseLong(words[1]));
        if (words.length > 2) {
            done.add(id);
        }
    }

    /** Opens the store and asks it for everything. */
    void verify(Path directory, int round) throws IOException {
        try (FileUploadStore store = FileUploadStore.open(directory)) {
            for (UploadId id : acknowledged.keySet()) {
                UploadSession found = store.find(id).orElseThrow(() -> new AssertionError("lost: " + id));
                assertThat(found.committed())
                        .as("round %s: offset of %s", round, id)
                        .isGreaterThanOrEqualTo(acknowledged.get(id));
                assertThat(found.isComplete() || !done.contains(id)).isTrue();
                assertBytes(store, found);
                acknowledged.put(id, found.committed());
            }
            try (Stream<UploadId> unannounced = store.unannounced()) {
                assertThat(unannounced).containsAll(done);
            }
            assertThat(store.quarantined()).isZero();
        }
    }

    /** How many uploads were said to be complete. */
    int complete() {
        return done.size();
    }

    private static void assertBytes(FileUploadStore store, UploadSession session) throws IOException {
        try (InputStream in = store.content(session.id()).openStream()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize((int) session.committed());
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != KilledProcess.byteAt(session.id(), i)) {
                    throw new AssertionError("byte " + i + " of " + session.id() + " has changed");
                }
            }
        }
    }
}
