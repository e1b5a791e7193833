package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with six writers is killed again and again, after a random number of acknowledgements; every acknowledged
 * byte is found. {@code -Dhighwater.kill.rounds=N} and {@code -Dhighwater.kill.seed=N}.
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("highwater.kill.rounds", 8);
    private static final long SEED = Long.getLong("highwater.kill.seed", 1);

    @TempDir
    Path directory;

    private final Map<UploadId, Long> acknowledged = new HashMap<>();
    private final Set<UploadId> done = new HashSet<>();

    @Test
    void every_acknowledged_byte_survives_kill_9() throws Exception {
        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            killAfter(1 + random.nextInt(150));
            verify(round);
        }
        assertThat(done).as("complete uploads").isNotEmpty();
    }

    private void killAfter(int acknowledgements) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (int i = 0; i < acknowledgements; i++) {
                note(lines.readLine());
            }
            process.toHandle().destroyForcibly(); // unlike the process itself, leaves the stream open
            noteWhatWasSaidBefore(lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void noteWhatWasSaidBefore(BufferedReader lines) throws IOException {
        StringBuilder rest = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            rest.append((char) c);
        }
        String whole = rest.substring(0, rest.lastIndexOf("\n") + 1); // the last line may be cut
        whole.lines().forEach(this::note);
    }

    private void note(String line) {
        assertThat(line).as("a line of the process").isNotNull();
        String[] words = line.split(" ");
        UploadId id = new UploadId(words[0]);
        acknowledged.put(id, Long.parseLong(words[1]));
        if (words.length > 2) {
            done.add(id);
        }
    }

    private void verify(int round) throws IOException {
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
