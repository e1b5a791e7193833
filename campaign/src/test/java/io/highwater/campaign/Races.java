package io.highwater.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Plays the races that jcstress has generated code for, each in JVMs of its own, without what its command line does
 * first.
 *
 * @param rounds how often each JVM begins anew with warm code
 * @param millis how long it goes on then
 */
record Races(int rounds, int millis) {

    private static final int ACTORS = 2;
    private static final int TOGETHER = 32; // uploads between two moments at which the actors wait for one another

    /** All that can be played. */
    static Collection<String> all() {
        return TestList.tests();
    }

    /**
     * Plays some of them.
     *
     * @param jvms the arguments of each JVM that a race is to be played in
     * @return what was seen, one result for each race and JVM
     */
    Collection<TestResult> play(Stream<String> races, List<List<String>> jvms) throws IOException {
        Options options = options();
        Scheduler scheduler = new Scheduler(Topology.get(), ACTORS);
        SchedulingClass anywhere =
                scheduler.scheduleClasses(ACTORS, ACTORS, AffinityMode.NONE).get(0);
        List<TestConfig> plays = new ArrayList<>();
        races.map(TestList::getInfo)
                .forEach(race -> jvms.forEach(arguments ->
                        plays.add(new TestConfig(options, race, 0, arguments, CompileMode.UNIFIED, anywhere))));
        InProcessCollector results = new InProcessCollector();
        new TestExecutor(options.verbosity(), results, scheduler).runAll(plays);
        return results.getTestResults();
    }

    private Options options() throws IOException {
        Options options = new Options(new String[] {
            "-iters", Integer.toString(rounds),
            "-time", Integer.toString(millis),
            "-strideSize", Integer.toString(TOGETHER),
            "-strideCount", "1",
            "-spinStyle", "THREAD_YIELD"
        });
        if (!options.parse()) {
            throw new IllegalStateException("options that jcstress does not know");
        }
        return options;
    }
}
