package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
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

    private final Acknowledgements acknowledgements = new Acknowledgements();

    @Test
    void every_acknowledged_byte_survives_kill_9() throws Exception {
        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            killAfter(1 + random.nextInt(150));
            acknowledgements.verify(directory, round);
        }
        assertThat(acknowledgements.complete()).as("complete uploads").isPositive();
    }

    private void killAfter(int count) throws Exception {
        Process process = KilledProcess.start(directory);
        try (BufferedReader lines = process.inputReader()) {
            for (int i = 0; i < count; i++) {
                acknowledgements.note(lines.readLine());
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
        whole.lines().forEach(acknowledgements::note);
    }
}
