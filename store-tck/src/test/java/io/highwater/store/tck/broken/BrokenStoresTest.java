package io.highwater.store.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The kit proves itself: it fails for each broken store, and each of its tests fails for one of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenStoresTest {

    private final Map<Breakage, Set<String>> failures = new ConcurrentHashMap<>();

    static Stream<Breakage> breakages() {
        return Breakages.all().stream();
    }

    private static Events run(Breakage breakage) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter(BrokenStoreKit.BREAKAGE, breakage.what())
                .selectors(selectClass(BrokenStoreKit.class))
                .execute()
                .testEvents();
    }

    private static Set<String> names(Events events) {
        return events.stream()
                .map(event -> event.getTestDescriptor().getSource().orElseThrow())
                .map(source -> ((MethodSource) source).getMethodName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> failuresOf(Breakage breakage) {
        return failures.computeIfAbsent(breakage, broken -> names(run(broken).failed()));
    }

    @Test
    void a_store_that_keeps_every_rule_passes_and_nothing_is_skipped() {
        Events events = run(Breakages.NONE);

        assertThat(names(events.failed())).isEmpty();
        assertThat(names(events.aborted())).isEmpty();
        assertThat(names(events.succeeded())).isNotEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("breakages")
    void a_store_that(Breakage breakage) {
        assertThat(breakage.mustFail()).isNotEmpty();
        assertThat(failuresOf(breakage)).containsAll(breakage.mustFail());
    }

    @Test
    void every_test_of_the_kit_fails_for_some_broken_store() {
        Set<String> idle = names(run(Breakages.NONE).succeeded());

        breakages().map(this::failuresOf).forEach(idle::removeAll);

        assertThat(idle).isEmpty();
    }
}
