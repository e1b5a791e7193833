package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.highwater.example.Servers;
import io.highwater.example.Strace;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.FileUploadStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every system call by which the store makes an upload of three chunks, and deletes one, fails or is the process's last.
 * {@code -Dhighwater.campaign.calls=N} takes so many of them.
 */
class SystemCallIT {

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    private Tally tally;
    private int chunkBytes;

    @BeforeEach
    void requireStrace() throws InterruptedException {
        Optional<String> unusable = Strace.unusable();
        assumeTrue(unusable.isEmpty(), unusable::get);
    }

    /** Small chunks go through the page cache; of large ones other threads write whole blocks past it. */
    static Stream<Arguments> faults() {
        return Stream.of(Fault.values())
                .flatMap(fault -> Stream.of(arguments(fault, 150_000), arguments(fault, 700_000)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void no_system_call_that_fails_takes_what_was_acknowledged(Fault fault, int bytes) throws Exception {
        chunkBytes = bytes;
        tally = ledger.row(fault.title() + " at each system call of three chunks of " + bytes + " bytes (store)")
                .add(Column.ACKNOWLEDGED, 0)
                .add(Column.LOST, 0)
                .add(Column.WRONG, 0)
                .add(Column.STUCK, 0);
        List<SystemCalls.Call> calls = calls();
        List<SystemCalls.Call> chosen = some(calls, Size.of("calls", 3, Integer.MAX_VALUE));
        tally.note("calls", SystemCalls.summary(calls));

        for (SystemCalls.Call call : chosen) {
            Path store = Files.createTempDirectory(directory, "fault");
            List<String> said = run(store, fault, call);
            verify(store.resolve("store"), said, fault + " at " + call);
            boolean once = fault == Fault.EIO || fault == Fault.ENOSPC;
            if (once && !said.contains("done")) {
                stuck(fault + " at " + call + ": " + said);
            }
            tally.count(Column.ROUNDS);
            Servers.delete(store);
        }

        assertThat(tally.of(Column.FAULTS)).isGreaterThanOrEqualTo(chosen.size());
        assertThat(tally.of(Column.LOST)).as("acknowledged and lost").isZero();
        assertThat(tally.of(Column.WRONG)).as("wrong bytes").isZero();
        assertThat(tally.of(Column.STUCK)).as("could not go on").isZero();
    }

    private List<SystemCalls.Call> calls() throws Exception {
        Path trace = directory.resolve("calls.txt");
        try (Subject subject = Subject.start(Files.createTempDirectory(directory, "faultless"), chunkBytes);
                SystemCalls strace = SystemCalls.of(subject.pid(), trace, Optional.empty())) {
            assertThat(subject.go()).contains("done");
            strace.end(true);
            return strace.ofThreadThatNamed(ThreeChunks.UPLOAD.toString());
        }
    }

    private static List<SystemCalls.Call> some(List<SystemCalls.Call> calls, int count) {
        List<SystemCalls.Call> chosen = new ArrayList<>();
        int taken = Math.min(count, calls.size());
        for (int i = 0; i < taken; i++) {
            chosen.add(calls.get((int) ((i + 0.5) * calls.size() / taken)));
        }
        return chosen;
    }

    private List<String> run(Path store, Fault fault, SystemCalls.Call call) throws Exception {
        Path trace = directory.resolve("faults.txt");
        try (Subject subject = Subject.start(store, chunkBytes)) {
            try (SystemCalls strace = SystemCalls.of(subject.pid(), trace, Optional.of(fault.at(call)))) {
                List<String> said = subject.go();
                strace.end(fault != Fault.KILL);
                tally.add(Column.FAULTS, hit(strace, fault, call));
                return said;
            }
        }
    }

    /** That it was the upload's own thread that was hit, and where, as threads of the JVM make such calls, too. */
    private static long hit(SystemCalls strace, Fault fault, SystemCalls.Call call) throws IOException {
        String upload = ThreeChunks.UPLOAD.toString();
        List<SystemCalls.Call> made = strace.ofThreadThatNamed(upload);
        if (fault == Fault.KILL) {
            assertThat(made).endsWith(call);
            return 1;
        }
        long failed = strace.failedInThreadThatNamed(upload);
        assertThat(failed).as(fault + " at " + call).isPositive();
        return failed;
    }

    /** A new process finds what was acknowledged, and goes on. */
    private void verify(Path directory, List<String> said, String fault) throws IOException {
        long acknowledged = said.stream()
                .filter(line -> line.startsWith("offset "))
                .mapToLong(line -> Long.parseLong(line.substring(7)))
                .max()
                .orElse(0);
        tally.add(Column.ACKNOWLEDGED, acknowledged);
        try (FileUploadStore store = FileUploadStore.open(directory)) {
            Optional<UploadSession> found = store.find(ThreeChunks.UPLOAD);
            if (found.isEmpty()) {
                lost(said.contains("created") ? Math.max(1, acknowledged) : 0, fault);
            } else {
                lost(Math.max(0, acknowledged - found.get().committed()), fault);
                lost(said.contains("complete") && !found.get().isComplete() ? 1 : 0, fault);
                finish(store, found.get());
            }
            boolean isDeleted = store.find(ThreeChunks.DELETED).isEmpty();
            lost(said.contains("deleted") && !isDeleted ? 1 : 0, fault);
            lost(mayBeDeleted(said) || !isDeleted ? 0 : 1, fault + ", of the upload that was yet to be deleted");
            assertThat(store.quarantined()).as(fault).isZero();
        } catch (UploadException e) {
            stuck(fault + ": " + e);
        }
    }

    /** It is deleted after the other one is complete, or was given up. */
    private static boolean mayBeDeleted(List<String> said) {
        return said.contains("complete")
                || said.stream().filter(line -> line.startsWith("failed ")).count() >= ThreeChunks.ATTEMPTS;
    }

    private void finish(FileUploadStore store, UploadSession upload) throws IOException {
        if (!upload.isComplete()) {
            try (UploadWriter writer = store.openWriter(upload.id())) {
                writer.write(ByteBuffer.wrap(ThreeChunks.bytes(writer.position(), chunkBytes)));
                writer.commit(Commit.completeAndAnnounce());
            }
        }
        try (InputStream in = store.content(upload.id()).openStream()) {
            byte[] content = in.readAllBytes();
            byte[] expected = ThreeChunks.bytes(0, content.length);
            int at = Arrays.mismatch(content, expected);
            tally.add(Column.WRONG, at < 0 ? 0 : content.length - at);
        }
    }

    private void lost(long bytes, String fault) {
        if (bytes > 0) {
            System.out.println("lost " + bytes + ": " + fault);
            tally.add(Column.LOST, bytes);
        }
    }

    private void stuck(String what) {
        System.out.println("could not go on: " + what);
        tally.count(Column.STUCK);
    }

    /** The process whose calls fail. */
    private record Subject(Process process, BufferedReader output) implements AutoCloseable {

        static Subject start(Path directory, int chunkBytes) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:-UseContainerSupport", // else the JVM opens and reads files of its own
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ThreeChunks.class.getName(),
                            directory.toString(),
                            Integer.toString(chunkBytes))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
                assertThat(line).as("what the process says before it is ready").isNotNull();
            }
            return new Subject(process, output);
        }

        long pid() {
            return process.pid();
        }

        /** Lets it do its work. Returns what it says until its end, or until it was killed. */
        List<String> go() throws IOException {
            process.outputWriter().append('!').flush();
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null && !line.equals("end"); line = output.readLine()) {
                said.add(line);
            }
            return said;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
