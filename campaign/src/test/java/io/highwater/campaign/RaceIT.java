package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.engine.UnguardedRace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Two requests for one upload, or one and housekeeping, at the same moment and on the real engine: jcstress plays each
 * race of {@code io.highwater.engine} as often as there is time for, and nothing may be seen that it forbids.
 */
class RaceIT {

    private static final String CONTROL = UnguardedRace.class.getName();

    private static final List<String> COMMON =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    private static final List<String> INTERPRETED = List.of("-Xint");
    private static final List<String> COMPILED_QUICKLY = List.of("-XX:TieredStopAtLevel=1");
    private static final List<String> SHUFFLED = List.of(
            "-XX:-TieredCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+StressLCM",
            "-XX:+StressGCM",
            "-XX:+StressIGVN",
            "-XX:+StressCCP");

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    @BeforeAll
    static void twoAtATime() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two processors");
    }

    @Test
    void in_memory_no_race_ends_as_it_must_not() throws IOException {
        requireNothingForbidden(ledger.row("races, in memory"), List.of());
    }

    @Test
    void on_files_no_race_ends_as_it_must_not() throws IOException {
        requireNothingForbidden(ledger.row("races, on files"), List.of("-Dhighwater.races.directory=" + directory));
    }

    @Test
    void past_the_engine_a_race_ends_as_it_must_not() throws IOException {
        Tally tally = ledger.row("races past the engine");
        assertThat(play(Stream.of(CONTROL), jvms(List.of()), tally))
                .allSatisfy(result -> assertThat(forbidden(result)).isNotEmpty());
        tally.note("found out", "yes");
    }

    private static void requireNothingForbidden(Tally tally, List<String> place) throws IOException {
        List<String> races =
                Races.all().stream().filter(race -> !race.equals(CONTROL)).toList();
        List<List<String>> jvms = jvms(place);
        Collection<TestResult> results = play(races.stream(), jvms, tally);
        assertThat(races).isNotEmpty();
        assertThat(results).hasSize(races.size() * jvms.size()).allSatisfy(result -> {
            assertThat(result.status())
                    .as(() -> result.getName() + ": " + result.getMessages() + result.getVmErr())
                    .isEqualTo(Status.NORMAL);
            assertThat(forbidden(result)).as(result.getName()).isEmpty();
        });
    }

    private static List<String> forbidden(TestResult result) {
        return result.grading().failureMessages;
    }

    /** One JVM for each race, in the campaign one for each compiler, as what they make of the code races differently. */
    private static List<List<String>> jvms(List<String> place) {
        Stream<List<String>> compilers =
                Size.isFull() ? Stream.of(List.of(), INTERPRETED, COMPILED_QUICKLY, SHUFFLED) : Stream.of(List.of());
        return compilers
                .map(compiler ->
                        Stream.of(COMMON, place, compiler).flatMap(List::stream).toList())
                .toList();
    }

    private static Collection<TestResult> play(Stream<String> races, List<List<String>> jvms, Tally tally)
            throws IOException {
        Races play = new Races(Size.of("race-rounds", 3, 50), Size.of("race-millis", 100, 200));
        Collection<TestResult> results = play.play(races, jvms);
        int outcomes = 0;
        for (TestResult result : results) {
            tally.add(Column.ROUNDS, result.getTotalCount());
            outcomes += result.getStateKeys().size();
        }
        tally.note("JVMs", Integer.toString(results.size())).note("outcomes seen", Integer.toString(outcomes));
        return results;
    }
}
