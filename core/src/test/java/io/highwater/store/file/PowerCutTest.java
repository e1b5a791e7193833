package io.highwater.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.store.DurableFiles;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails under a process with six writers: an image of ext4 or XFS is shut down without its journal being flushed, so
 * that what was not synced is lost. Needs a Linux that lets us mount, mkfs.ext4, mkfs.xfs and python3; skipped elsewhere.
 * {@code -Dhighwater.powercut.rounds=N}.
 */
class PowerCutTest {

    private static final int ROUNDS = Integer.getInteger("highwater.powercut.rounds", 2);

    @TempDir
    Path temporary;

    private final Acknowledgements acknowledgements = new Acknowledgements();

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void files_put_in_place_are_there_and_whole_after_a_power_cut(String type) throws Exception {
        Path image = Mount.image(type, temporary.resolve("image"), 320 << 20);
        int last = 50;
        try (Mount mount = Mount.orSkip(temporary.resolve("mounted"), "-o", "loop", image.toString())) {
            for (int i = 1; i <= last; i++) {
                DurableFiles.replace(
                        mount.directory().resolve("often replaced"),
                        Integer.toString(i).getBytes(UTF_8));
                DurableFiles.replace(mount.directory().resolve("file " + i), new byte[100_000]);
            }
            mount.cut();
        }
        try (Mount mount = Mount.orSkip(temporary.resolve("mounted"), "-o", "loop", image.toString())) {
            assertThat(mount.directory().resolve("often replaced")).hasContent(Integer.toString(last));
            for (int i = 1; i <= last; i++) {
                assertThat(mount.directory().resolve("file " + i)).hasBinaryContent(new byte[100_000]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void every_acknowledged_byte_survives_a_power_cut(String type) throws Exception {
        String image = Mount.image(type, temporary.resolve("image"), 320 << 20).toString();
        Random random = new Random(1);
        for (int round = 1; round <= ROUNDS; round++) {
            try (Mount mount = Mount.orSkip(temporary.resolve("mounted"), "-o", "loop", image)) {
                cutAfter(1 + random.nextInt(300), mount);
            }
            try (Mount mount = Mount.orSkip(temporary.resolve("mounted"), "-o", "loop", image)) {
                acknowledgements.verify(mount.directory().resolve("store"), round);
            }
        }
    }

    /** Only what was said before the cut counts: a sync that races with it may succeed without being durable. */
    private void cutAfter(int count, Mount mount) throws Exception {
        Process process = KilledProcess.start(mount.directory().resolve("store"));
        try (BufferedReader lines = process.inputReader()) {
            for (int i = 0; i < count; i++) {
                acknowledgements.note(lines.readLine());
            }
            mount.cut();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
